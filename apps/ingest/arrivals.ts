import type { IncomingHttpHeaders } from 'node:http';
import { monotonicFactory } from 'ulid';
import type { Arrival } from './event-of.js';
import { keptHeaders } from './kept-headers.js';
import type { SecretsMask } from './mask-secrets.js';
import { maskPath } from './mask-url.js';

/** A webhook as it was posted. */
export interface Webhook {
  /** The request target, query included. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Epoch ms, in Redis's time. */
export interface Clock {
  now(): number;
}

/** Notes when and where webhooks came in, and gives each its receipt id: nothing in a webhook identifies it. */
export class Arrivals {
  private readonly mint = monotonicFactory();

  constructor(
    private readonly clock: Clock,
    private readonly secrets: SecretsMask,
  ) {}

  note({ target, headers }: Webhook): Arrival {
    const receivedAt = this.clock.now();
    return {
      receipt: this.mint(receivedAt),
      receivedAt,
      path: maskPath(target, this.secrets),
      headers: keptHeaders(headers, this.secrets),
    };
  }
}
