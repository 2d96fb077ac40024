import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { CallBatch } from './call-batch.js';
import type { EventConsumer } from './event-consumer.js';

/** The one pattern of this transport: events of one call, to be merged together. */
export const CALL_EVENTS = 'call-events';

/**
 * The event log as a transport of Nest. Unlike Nest's own Redis transport (pub/sub, nothing kept) an event is handed
 * out until its handler has succeeded: the handler's failure reaches the consumer, which then leaves the event pending.
 */
export class EventLogServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;

  constructor(private readonly consumer: EventConsumer) {
    super();
  }

  listen(callback: () => void): void {
    this.consumer.start((batch) => this.handleBatch(batch));
    callback();
  }

  /** Resolves when what was being handled is done. */
  async close(): Promise<void> {
    await this.consumer.stop();
  }

  on(): never {
    throw new Error('this transport has no events of its own');
  }

  unwrap(): never {
    throw new Error('this transport has no client to unwrap');
  }

  private async handleBatch(batch: CallBatch): Promise<void> {
    const handler = this.getHandlerByPattern(CALL_EVENTS);
    if (handler === null) throw new Error(`nobody handles ${CALL_EVENTS}`);
    const result: unknown = await handler(batch);
    // Nest wraps what a handler returns, and what it throws, in a stream that nobody else observes.
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }
}
