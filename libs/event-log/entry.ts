import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { NewEvent, StoredEvent } from '#contracts';
import { LARGE_BYTES, ownTurn } from '#service';

/** An event read back from the log: the body, and what it says. */
export interface ReadEvent extends StoredEvent {
  readonly content: unknown;
}

/** An entry that no reader will ever understand: kept as a dead letter, never tried again by itself. */
export class UnreadableEntry extends Error {
  override readonly name = 'UnreadableEntry';

  /** @param excerpt the beginning of its body, as far as that is text at all */
  constructor(
    readonly position: string,
    readonly reason: string,
    readonly excerpt: string,
  ) {
    super(`entry ${position} can't be read: ${reason}`);
  }
}

/** Ingest has masked it. */
export function excerptOf(body: Buffer): string {
  return body.subarray(0, EXCERPT_BYTES).toString('utf8');
}

const EXCERPT_BYTES = 65_536;

/** The fields of a stream entry: names and values in turn. */
export type EntryFields = readonly (string | Buffer)[];

/** An event encoded once, for whichever way it takes into the log. */
export interface EncodedEvent {
  /** None: it is kept as unassigned. */
  readonly call: string | undefined;
  readonly fields: EntryFields;
}

/** Below this, compressing costs more time than it saves room. */
const COMPRESS_FROM_BYTES = 4_096;
const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Encodes an event as an entry of the log; what is compressed says so in `enc`. */
export async function encodeEntry(event: NewEvent): Promise<EncodedEvent> {
  const pays = event.body.length >= COMPRESS_FROM_BYTES;
  // Level 1: ingest's time is spent for Redis's memory, and a higher level gains little on JSON.
  const body = pays ? await compress(event.body, { level: 1 }) : event.body;
  const fields: Record<string, string | Buffer> = {
    id: event.receipt,
    type: event.type,
    call: event.call ?? '',
    at: String(event.receivedAt),
    path: event.path,
    hash: event.hash,
    headers: JSON.stringify(event.headers),
    bytes: String(event.body.length),
    enc: pays ? 'gzip' : '',
    late: event.late === true ? '1' : '',
    body,
  };
  return { call: event.call, fields: Object.entries(fields).flat() };
}

/** The same entry, come by a detour: its place in the stream says nothing of its age. */
export function asLate({ call, fields }: EncodedEvent): EncodedEvent {
  const isLate = (index: number) => index % 2 === 1 && fields[index - 1] === 'late';
  return { call, fields: fields.map((field, index) => (isLate(index) ? '1' : field)) };
}

const Headers = z.record(z.string(), z.string());
/** What ingest takes at most, and then some: an entry that grows beyond it was not made by ingest. */
const MAX_BODY_BYTES = 512 * 1024 * 1024;

/** Reads an entry and what its body says; throws an UnreadableEntry when that can't be done. */
export async function decodeEntry(position: string, raw: readonly Buffer[]): Promise<ReadEvent> {
  const event = await readEntry(position, raw);
  const { body } = event;
  if (body.length >= LARGE_BYTES) await ownTurn();
  const unreadable = () => new UnreadableEntry(position, 'its body is not JSON', excerptOf(body));
  return { ...event, content: contentOf(body, unreadable) };
}

/** Reads an entry without a look into its body; throws an UnreadableEntry when that can't be done. */
export async function readEntry(position: string, raw: readonly Buffer[]): Promise<StoredEvent> {
  const { fields, body: stored } = fieldsOf(raw);
  const receipt = fields.get('id') ?? '';
  const at = fields.get('at') ?? '';
  const receivedAt = Number(at);
  const encoding = fields.get('enc') ?? '';
  const unreadable = (reason: string) =>
    new UnreadableEntry(position, reason, excerptOf(encoding === '' ? stored : Buffer.alloc(0)));
  if (receipt === '') throw unreadable('it has no receipt id');
  if (at === '' || !Number.isFinite(receivedAt)) throw unreadable('it has no time of receipt');
  const body = await decompressed(stored, encoding).catch((error: unknown) => {
    throw unreadable(`its body can't be decompressed (${String(error)})`);
  });
  return {
    position,
    receipt,
    type: fields.get('type') ?? 'unknown',
    call: fields.get('call') || undefined,
    receivedAt,
    path: fields.get('path') ?? '/',
    body,
    hash: fields.get('hash') ?? '',
    headers: headersIn(fields.get('headers') ?? '{}'),
    late: fields.get('late') === '1',
  };
}

/** The same fields with the body as it was posted; one that can't be decompressed stays as it is. */
export async function withPlainBody(raw: readonly Buffer[]): Promise<Buffer[]> {
  const { fields, body: stored } = fieldsOf(raw);
  const body = await decompressed(stored, fields.get('enc') ?? '').catch(() => undefined);
  if (body === undefined) return [...raw];
  const valueOf = (name: string, value: Buffer): Buffer => {
    if (name === 'body') return body;
    return name === 'enc' ? Buffer.alloc(0) : value;
  };
  return raw.map((value, i) => (i % 2 === 0 ? value : valueOf(raw[i - 1]?.toString() ?? '', value)));
}

async function decompressed(body: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === '') return body;
  if (encoding !== 'gzip') throw new Error(`unknown encoding ${encoding}`);
  return decompress(body, { maxOutputLength: MAX_BODY_BYTES });
}

function contentOf(body: Buffer, unreadable: () => UnreadableEntry): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw unreadable();
  }
}

function headersIn(json: string): Record<string, string> {
  try {
    return Headers.parse(JSON.parse(json));
  } catch {
    return {};
  }
}

function fieldsOf(raw: readonly Buffer[]): { fields: Map<string, string>; body: Buffer } {
  const fields = new Map<string, string>();
  let body: Buffer = Buffer.alloc(0);
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]?.toString() ?? '';
    const value = raw[i + 1] ?? Buffer.alloc(0);
    if (name === 'body') body = value;
    else fields.set(name, value.toString());
  }
  return { fields, body };
}
