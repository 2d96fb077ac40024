import { EntryHandler, type HandleBatch, type HandlerOptions } from './entry-handler.js';
import type { GroupMember } from './consumer-group.js';
import { GroupConsumer } from './group-consumer.js';

export type ConsumerOptions = GroupMember & HandlerOptions;

/**
 * Reads the log as one of a group, call by call: each event goes to one consumer, and to another when that one dies.
 * Nothing here acknowledges an event but the one who handles it (and the burial of what can't be read, or kills who
 * tries).
 */
export class EventConsumer {
  private readonly consumer: GroupConsumer;

  constructor(private readonly options: ConsumerOptions) {
    this.consumer = new GroupConsumer(options);
  }

  start(handle: HandleBatch): void {
    this.consumer.start((own, onFailed) => new EntryHandler(this.options, own, handle, onFailed));
  }

  /**
   * Resolves when what was being handled is done and the rest is released for others to take at once. While Redis is
   * away neither can be: others then find by its age what is pending.
   */
  stop(): Promise<void> {
    return this.consumer.stop();
  }
}
