import type { IncomingMessage, ServerResponse } from 'node:http';
import { brokenOff, busy, tooLarge, tooSlow, type Refusal } from './refusal.js';

export interface BodyLimits {
  readonly maxBodyBytes: number;
  readonly timeoutMs: number;
  /** Of all bodies in memory at one time. */
  readonly maxBytesInFlight: number;
}

/**
 * Reads the bodies of requests within limits, whatever their type says. What comes after a limit was passed is thrown
 * away unread, so that the sender gets to see the answer; the server's own request timeout ends that.
 */
export class BodyReader {
  private bytesInFlight = 0;

  constructor(private readonly limits: BodyLimits) {}

  /**
   * Reads a body and hands it to `use`; it counts as in flight until `use` is done. Rejects with a Refusal. A sender who
   * asked whether to go on (`Expect: 100-continue`) is told so only when its body would be taken.
   */
  async withBody<T>(
    request: IncomingMessage,
    response: ServerResponse,
    use: (body: Buffer) => Promise<T>,
  ): Promise<T> {
    if (Number(request.headers['content-length']) > this.limits.maxBodyBytes)
      throw tooLarge(this.limits.maxBodyBytes);
    if (request.headers.expect !== undefined) response.writeContinue();
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer): Refusal | undefined => {
      if (bytes + chunk.length > this.limits.maxBodyBytes) return tooLarge(this.limits.maxBodyBytes);
      if (this.bytesInFlight + chunk.length > this.limits.maxBytesInFlight) return busy();
      bytes += chunk.length;
      this.bytesInFlight += chunk.length;
      chunks.push(chunk);
      return undefined;
    };
    try {
      await eachChunk(request, take, this.limits.timeoutMs);
      return await use(Buffer.concat(chunks, bytes));
    } finally {
      this.bytesInFlight -= bytes;
    }
  }
}

/** Resolves at the end of the body; rejects with what `take` refused a chunk with, or because it does not come. */
function eachChunk(
  request: IncomingMessage,
  take: (chunk: Buffer) => Refusal | undefined,
  timeoutMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (refusal?: Refusal): void => {
      clearTimeout(timer);
      request.off('data', onData);
      // Without a listener for data what still comes is thrown away.
      request.resume();
      if (refusal === undefined) resolve();
      else reject(refusal);
    };
    const onData = (chunk: Buffer): void => {
      const refusal = take(chunk);
      if (refusal !== undefined) settle(refusal);
    };
    const timer = setTimeout(() => settle(tooSlow(timeoutMs)), timeoutMs);
    if (request.destroyed) settle(brokenOff());
    request.on('data', onData);
    request.once('end', () => settle());
    // A late error after the answer has nobody to tell; without a listener it would end the process.
    request.on('error', () => settle(brokenOff()));
    request.once('close', () => settle(brokenOff()));
  });
}
