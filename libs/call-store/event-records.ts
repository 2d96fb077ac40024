import { EventRecord } from '#contracts';

/** The part of a record that an event brings along; JSON, so that the script may treat it as text. */
export type RecordOfEvent = Omit<EventRecord, 'receipt' | 'version' | 'factsChanged'>;

/** A record, and where the event stands in the log (more than once, if it was sent twice). */
export interface StoredRecord {
  readonly record: EventRecord;
  readonly positions: readonly string[];
}

/** Reads the entry that the merge script keeps of an event: `changed|version|change ids|positions|record`. */
export function decodeRecord(receipt: string, entry: string): StoredRecord | undefined {
  const match = /^(\d+)\|(\d+)\|[^|]*\|([^|]*)\|(.*)$/s.exec(entry);
  if (match === null) return undefined;
  const [, factsChanged, version, positions = '', json = ''] = match;
  const own: unknown = JSON.parse(json);
  const record = EventRecord.safeParse({
    ...(typeof own === 'object' ? own : {}),
    receipt,
    version: Number(version),
    factsChanged: Number(factsChanged),
  });
  return record.success ? { record: record.data, positions: positions.split(',') } : undefined;
}
