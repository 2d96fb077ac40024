import { firstSaid, member, objectOf, type JsonObject } from './json.js';

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Epoch ms of a time as providers write it: a number (or numeric string) in seconds or ms, or ISO 8601 (without a
 * zone: UTC, or two machines would read it differently). `null` when it is none, or outside the years 2000 to 2100
 * (INTERACTLY rule 2).
 */
export function toEpochMs(value: unknown): number | null {
  const ms =
    typeof value === 'number' ? fromNumber(value) : typeof value === 'string' ? fromText(value.trim()) : NaN;
  return ms >= EARLIEST && ms < LATEST ? Math.trunc(ms) : null;
}

function fromNumber(value: number): number {
  return value >= 1e9 && value < 1e12 ? value * 1000 : value;
}

function fromText(text: string): number {
  if (text.length > 40) return NaN;
  if (/^\d+(\.\d+)?$/.test(text)) return fromNumber(Number(text));
  const iso = ISO.exec(text);
  if (iso === null) return NaN;
  return Date.parse(
    text.length > 10 && iso[1] === undefined ? `${text.replace(' ', 'T')}Z` : text.replace(' ', 'T'),
  );
}

/**
 * When an event says it happened: `message.timestamp`, else the newest message's, else `endAt`, else `startAt`;
 * never our own clock (INTERACTLY rule 3).
 */
export function eventTime(message: JsonObject): number | null {
  const call = objectOf(member(message, 'call'));
  return (
    toEpochMs(member(message, 'timestamp')) ??
    newestOf([...messagesOf(message), ...messagesOf(call)]) ??
    toEpochMs(member(call, 'endAt')) ??
    toEpochMs(member(call, 'startAt'))
  );
}

/** The `messages` of an event's message or call; nothing when it is no list. */
export function messagesOf(holder: JsonObject | undefined): readonly unknown[] {
  const messages = member(holder, 'messages');
  return Array.isArray(messages) ? messages : [];
}

/** `timestamp`, or `time` as the near twin of the provider calls it. */
export function timeSaid(item: JsonObject): unknown {
  return firstSaid(item, 'timestamp', 'time');
}

function newestOf(messages: readonly unknown[]): number | null {
  let newest: number | null = null;
  for (const message of messages) {
    const item = objectOf(message);
    const at = item === undefined ? null : toEpochMs(timeSaid(item));
    if (at !== null && (newest === null || at > newest)) newest = at;
  }
  return newest;
}
