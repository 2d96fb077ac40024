import { HttpException } from '@nestjs/common';
import type { IngestState } from '#contracts';

export type RefusalKind = keyof IngestState['refused'];

/** What the sender reads: what is wrong, and what to do about it. */
interface Sentences {
  readonly error: string;
  readonly hint: string;
}

interface RefusalOptions {
  /** What it counts as on the dashboard; none: it isn't counted there. */
  readonly kind?: RefusalKind;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log only. */
  readonly cause?: unknown;
}

/** What an address of ingest answers. */
export const METHODS = 'GET, HEAD, POST, OPTIONS';

/** A request that was not stored. Whoever throws it has said all there is to say: the filter only sends it. */
export class Refusal extends HttpException {
  readonly kind: RefusalKind | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    readonly sentences: Sentences,
    { kind, headers = {}, cause }: RefusalOptions = {},
  ) {
    super(sentences.error, status, { cause });
    this.kind = kind;
    this.headers = headers;
  }
}

export function secretRefused(verdict: 'missing' | 'wrong'): Refusal {
  const error = verdict === 'missing' ? 'The webhook secret is missing.' : 'The webhook secret is wrong.';
  const hint =
    'Set assistantServer.secret of your assistant to one of the WEBHOOK_SECRETS of this Callboard; ' +
    'it is then sent as x-interactly-secret. Authorization: Bearer works as well. The event was NOT stored.';
  return new Refusal(401, { error, hint }, { kind: 'secret', headers: { 'www-authenticate': 'Bearer' } });
}

export function tooLarge(maxBodyBytes: number): Refusal {
  const error = `The body is larger than ${maxBodyBytes} bytes.`;
  const hint = 'Raise MAX_BODY_BYTES and restart ingest. The event was NOT stored.';
  return new Refusal(413, { error, hint }, { kind: 'tooLarge' });
}

export function notJson(error: string, hint: string): Refusal {
  return new Refusal(400, { error, hint }, { kind: 'notJson' });
}

export function tooSlow(timeoutMs: number): Refusal {
  const error = `The body did not arrive within ${timeoutMs / 1000} s.`;
  const hint = 'Post it again over a faster connection. The event was NOT stored.';
  return new Refusal(408, { error, hint }, { headers: { connection: 'close' } });
}

export function brokenOff(): Refusal {
  return new Refusal(400, { error: 'The body broke off.', hint: 'Post it again. The event was NOT stored.' });
}

export function busy(): Refusal {
  const error = 'Too many large bodies are arriving at once. The event was NOT stored.';
  return new Refusal(503, { error, hint: 'Post it again in a moment.' }, { headers: { 'retry-after': '1' } });
}

/** `isFull`: the disk would take it, but we may not use more. */
export function notStored(isFull: boolean, cause: unknown): Refusal {
  const error = 'Neither Redis nor the disk of ingest took the event. It was NOT stored.';
  const room = isFull
    ? 'As many events wait on disk as may: start Redis, which takes them, or raise SPOOL_MAX_MB and restart ingest.'
    : 'See that Redis runs and has memory and disk left, and that DATA_DIR is a folder ingest can write to.';
  const hint = `${room} Then post the event again.`;
  return new Refusal(503, { error, hint }, { kind: 'notStored', headers: { 'retry-after': '5' }, cause });
}

export function methodRefused(): Refusal {
  const error = 'This address takes webhooks, as POST.';
  const hint = 'Use POST to send an event, or GET to see whether any came.';
  return new Refusal(405, { error, hint }, { headers: { allow: METHODS } });
}

export function unreadable(status: number): Refusal {
  return new Refusal(status, {
    error: 'The request can not be read.',
    hint: 'Post the event as JSON over plain HTTP.',
  });
}

export function unexpected(cause: unknown): Refusal {
  const error = 'Ingest failed in a way it does not know. If this was an event, it was NOT stored.';
  return new Refusal(500, { error, hint: 'Look at the log of ingest; the error is there.' }, { cause });
}
