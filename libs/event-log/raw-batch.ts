import type { Partition } from '#service';
import type { Delivered } from './triage.js';

/** An entry as it was read, its body not looked at. */
export interface RawEntry extends Delivered {
  readonly partition: Partition;
  readonly position: string;
  readonly fields: readonly Buffer[];
}

/** Entries of one call, in the order of the log. */
export interface RawBatch {
  readonly partition: Partition;
  /** Empty: they name none. */
  readonly call: string;
  readonly entries: readonly RawEntry[];
  /** Of the bodies, unpacked. */
  readonly bytes: number;
}

/** Batches handled at once, and the bytes of their bodies: what parsing them may take is many times as much. */
const MAX_BATCHES = 16;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Groups entries by call, and the batches into slices: what is in one slice may be handled at once without holding too
 * much in memory. A call's batches come one after the other, never two in one slice.
 */
export function slicesOf(entries: readonly RawEntry[]): RawBatch[][] {
  const slices: RawBatch[][] = [];
  let bytes = 0;
  for (const batch of batchesOf(entries)) {
    const slice = slices.at(-1);
    if (slice === undefined || slice.length === MAX_BATCHES || bytes + batch.bytes > MAX_BYTES) {
      slices.push([batch]);
      bytes = batch.bytes;
    } else {
      slice.push(batch);
      bytes += batch.bytes;
    }
  }
  return slices;
}

function batchesOf(entries: readonly RawEntry[]): RawBatch[] {
  const batches: (RawBatch & { entries: RawEntry[]; bytes: number })[] = [];
  const open = new Map<string, (typeof batches)[number]>();
  for (const entry of entries) {
    const { call, bytes } = peek(entry.fields);
    const key = `${entry.partition.index}/${call}`;
    const batch = open.get(key);
    if (batch !== undefined && batch.bytes + bytes <= MAX_BYTES) {
      batch.entries.push(entry);
      batch.bytes += bytes;
    } else {
      const next = { partition: entry.partition, call, entries: [entry], bytes };
      open.set(key, next);
      batches.push(next);
    }
  }
  return batches;
}

function peek(fields: readonly Buffer[]): { call: string; bytes: number } {
  let call = '';
  let bytes = 0;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i]?.toString();
    const value = fields[i + 1];
    if (name === 'call') call = value?.toString() ?? '';
    if (name === 'bytes') bytes = Math.max(bytes, Number(value) || 0);
    if (name === 'body') bytes = Math.max(bytes, value?.length ?? 0);
  }
  return { call, bytes };
}
