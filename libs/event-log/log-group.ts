import type { Partition } from '#service';
import { logKeys, PROJECTOR_GROUP, unassignedKey } from './log-keys.js';

/** Readers of one stream in each partition: every group gets all entries, of its members each gets some. */
export interface LogGroup {
  readonly name: string;
  readonly streamOf: (partition: Partition) => string;
}

const eventsOf = (partition: Partition): string => logKeys(partition).events;

export const PROJECTORS: LogGroup = { name: PROJECTOR_GROUP, streamOf: eventsOf };

const ARCHIVER_GROUP = 'archiver';
export const ARCHIVERS: LogGroup = { name: ARCHIVER_GROUP, streamOf: eventsOf };
/** For events without a call, which stand with the first partition. */
export const ARCHIVERS_OF_UNASSIGNED: LogGroup = { name: ARCHIVER_GROUP, streamOf: unassignedKey };
