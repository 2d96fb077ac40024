import type { CallStore, StoredCall } from '#call-store';
import type { DeadLetters, EventLog, ReadEvent } from '#event-log';
import { callView, mergeFacts, type CallView, type Facts } from '#projection';

/** A call as the API shows it. */
export interface ShownCall {
  readonly call: string;
  readonly version: number;
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
  readonly view: CallView;
}

/** Views kept, by call and version, for readers that poll. */
const MAX_VIEWS = 250;
/** Bodies of one call read from Redis at a time. */
const READ_AT_ONCE = 50;

/** What can be asked of the calls, and done to them, over HTTP. */
export class Calls {
  private readonly views = new Map<string, { readonly key: string; readonly view: CallView }>();

  constructor(
    private readonly store: CallStore,
    private readonly log: EventLog,
    private readonly deadLetters: DeadLetters,
  ) {}

  async show(call: string): Promise<ShownCall | undefined> {
    const stored = await this.store.read(call);
    if (stored === undefined) return undefined;
    return { call, version: stored.version, ...(await this.store.seen(call)), view: viewOf(stored) };
  }

  /** A call's view, read only when the row says that it moved on; `undefined`: there is none. */
  async view(
    call: string,
    row: { readonly epoch: string; readonly version: number } | undefined,
  ): Promise<CallView | undefined> {
    const known = this.views.get(call);
    if (row !== undefined && known?.key === `${row.epoch}/${row.version}`) return known.view;
    const stored = await this.store.read(call);
    if (stored === undefined) return undefined;
    const view = viewOf(stored);
    this.views.delete(call);
    if (row?.version === stored.version) this.views.set(call, { key: `${row.epoch}/${row.version}`, view });
    const [oldest] = this.views.keys();
    if (this.views.size > MAX_VIEWS && oldest !== undefined) this.views.delete(oldest);
    return view;
  }

  /** What is remembered of a call's events, in the order they were received; `undefined`: there is no such call. */
  async records(call: string) {
    const records = await this.store.records(call);
    if (records.length > 0) return records.map(({ record }) => record);
    return (await this.store.read(call)) === undefined ? undefined : [];
  }

  /** A call's raw events in the order they were received; those that are no longer kept are left out. */
  async *events(call: string): AsyncGenerator<ReadEvent> {
    const records = await this.store.records(call);
    for (let i = 0; i < records.length; i += READ_AT_ONCE) {
      const places = records.slice(i, i + READ_AT_ONCE).flatMap(({ positions }) => positions.slice(0, 1));
      yield* await this.log.read(call, places);
    }
  }

  /** One event, found at once when its call is told. */
  async event(receipt: string, call: string | undefined, receivedAt: number): Promise<ReadEvent | undefined> {
    if (call === undefined) return this.log.find(receipt, receivedAt);
    const record = await this.store.record(call, receipt);
    const [event] = record === undefined ? [] : await this.log.read(call, record.positions);
    return event;
  }

  unassigned(limit: number): Promise<ReadEvent[]> {
    return this.log.readUnassigned(limit);
  }

  /** With what could not be read of it. */
  async delete(call: string): Promise<boolean> {
    const existed = await this.store.delete(call);
    await this.deadLetters.discardOf(call);
    return existed;
  }

  /** Every call, and what belongs to none: nothing that was said stays. Resolves with how many calls there were. */
  async deleteAll(): Promise<number> {
    await this.log.removeUnassigned();
    await this.deadLetters.removeAll();
    return this.store.deleteAll();
  }
}

function viewOf(stored: StoredCall): CallView {
  const facts: Facts = new Map();
  mergeFacts(
    facts,
    stored.facts.map(({ fact }) => fact),
  );
  return callView(facts);
}
