import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { NewEvent } from '#contracts';

/** A line that is no event; the message says why, and never what it holds. */
export class UnreadableLine extends Error {
  override readonly name = 'UnreadableLine';
}

/** A longer body is no line: written with its escapes it might not fit into a string. */
export const MAX_LINE_BODY_BYTES = 128 * 1024 * 1024;

/**
 * An event as a line of an archive, without the end of the line. `body` is its JSON as the text it was stored as, byte
 * for byte (`jq '.body | fromjson'` reads it); one that is no UTF-8 stands in `base64` instead.
 */
export function lineOf(event: NewEvent): string {
  const { receipt, type, call, receivedAt, path, headers, hash, late = false, body } = event;
  return JSON.stringify({
    receipt,
    type,
    call: call ?? null,
    receivedAt,
    at: isDate(receivedAt) ? new Date(receivedAt).toISOString() : null,
    path,
    headers,
    hash,
    late,
    ...(isUtf8(body) ? { body: body.toString('utf8') } : { base64: body.toString('base64') }),
  });
}

/** The day an event was received, in UTC: `2026-11-21`. */
export function dayOf(receivedAt: number): string {
  return isDate(receivedAt) ? new Date(receivedAt).toISOString().slice(0, 10) : 'undated';
}

/**
 * Reads a line; throws an UnreadableLine. A body that is given as JSON instead of as text is taken as well, and a hash
 * that is missing is made of the body.
 */
export function eventIn(line: string): NewEvent {
  const read = Line.safeParse(jsonIn(line, 'it is not JSON'));
  if (!read.success) throw new UnreadableLine(explain(read.error.issues));
  const { receipt, type, call, receivedAt, path, headers, hash, late } = read.data;
  const body = bodyIn(read.data);
  jsonIn(body.toString('utf8').replace(/^\uFEFF/, ''), 'its body is not JSON');
  const kept = Object.entries(headers).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]);
  return {
    receipt,
    type: type.toWellFormed(),
    call: call?.toWellFormed() || undefined,
    receivedAt,
    path: path.toWellFormed(),
    headers: Object.fromEntries(kept),
    hash: hash ?? createHash('sha256').update(body).digest('hex'),
    late,
    body,
  };
}

const LAST_YEAR = 9999;
const DATES_END = Date.UTC(LAST_YEAR + 1, 0, 1);
const MAX_CALL_ID_LENGTH = 256;
const MAX_TEXT = 65_536;

const Line = z.object({
  receipt: z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'no receipt id (a ULID)'),
  type: z.string().max(100).default('unknown'),
  call: z.string().max(MAX_CALL_ID_LENGTH).nullish(),
  receivedAt: z
    .number()
    .int()
    .min(0)
    .max(DATES_END - 1),
  path: z.string().max(MAX_TEXT).default('/'),
  headers: z.record(z.string(), z.string().max(MAX_TEXT)).default({}),
  hash: z
    .string()
    .regex(/^([0-9a-f]{64})?$/, 'no SHA-256 in hex')
    .optional(),
  late: z.boolean().default(false),
  body: z.unknown().optional(),
  base64: z.base64().optional(),
});

function bodyIn({ body, base64 }: z.infer<typeof Line>): Buffer {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  if (typeof body === 'string') return Buffer.from(body);
  if (typeof body !== 'object' || body === null) throw new UnreadableLine('it has no body');
  return Buffer.from(JSON.stringify(body));
}

function isDate(ms: number): boolean {
  return ms >= 0 && ms < DATES_END;
}

function jsonIn(text: string, otherwise: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableLine(otherwise);
  }
}

/** Names what is wrong; what stands there may be anything. */
function explain(issues: readonly z.core.$ZodIssue[]): string {
  const [first] = issues;
  const name = first?.path.join('.') ?? '';
  return name === '' ? 'it is no event' : `its ${name} is wrong: ${first?.message ?? ''}`;
}
