import { EventRecord } from '#contracts';

/** The part of a record that an event brings along. */
export type RecordOfEvent = Omit<EventRecord, 'receipt' | 'version' | 'factsChanged'>;

/** A record, and where the event stands in the log (more than once, if it was sent twice). */
export interface StoredRecord {
  readonly record: EventRecord;
  readonly positions: readonly string[];
}

/** In this order in a stored record; what comes to be known later goes at the end. */
const FIELDS = [
  'type',
  'receivedAt',
  'eventTime',
  'bytes',
  'hash',
  'status',
  'messages',
  'path',
] as const satisfies readonly (keyof RecordOfEvent)[];

/**
 * What an event brings along, as text for the merge script: JSON without names and with a hash of 43 characters instead
 * of 64, for a call has hundreds of records, and they stay when its events are long packed.
 */
export function encodeRecord(own: RecordOfEvent): string {
  return JSON.stringify(FIELDS.map((field) => (field === 'hash' ? shortened(own.hash) : own[field])));
}

/** Reads the entry that the merge script keeps of an event: `changed|version|change ids|positions|record`. */
export function decodeRecord(receipt: string, entry: string): StoredRecord | undefined {
  const match = /^(\d+)\|(\d+)\|[^|]*\|([^|]*)\|(.*)$/s.exec(entry);
  if (match === null) return undefined;
  const [, factsChanged, version, positions = '', json = ''] = match;
  const record = EventRecord.safeParse({
    ...ownIn(JSON.parse(json)),
    receipt,
    version: Number(version),
    factsChanged: Number(factsChanged),
  });
  return record.success ? { record: record.data, positions: positions.split(',') } : undefined;
}

/** Records were once kept with names. */
function ownIn(stored: unknown): object {
  if (!Array.isArray(stored)) return typeof stored === 'object' && stored !== null ? stored : {};
  const values: readonly unknown[] = stored;
  const own = Object.fromEntries(FIELDS.map((field, i) => [field, values[i]]));
  return { ...own, hash: typeof own['hash'] === 'string' ? lengthened(own['hash']) : undefined };
}

const SHA256_HEX = /^[0-9a-f]{64}$/;
const SHA256_BASE64 = /^[\w-]{43}$/;

function shortened(hash: string): string {
  return SHA256_HEX.test(hash) ? Buffer.from(hash, 'hex').toString('base64url') : hash;
}

function lengthened(hash: string): string {
  return SHA256_BASE64.test(hash) ? Buffer.from(hash, 'base64url').toString('hex') : hash;
}
