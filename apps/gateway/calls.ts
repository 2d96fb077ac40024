import type { CallStore, StoredCall, StoredRecord } from '#call-store';
import type { EventLog, ReadEvent } from '#event-log';
import { callView, mergeFacts, type CallView, type Facts } from '#projection';

/** A call as the API shows it. */
export interface ShownCall {
  readonly call: string;
  readonly version: number;
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
  /** Neither age nor budget deletes it. */
  readonly pinned: boolean;
  readonly view: CallView;
}

/** Views kept, by call and version, for readers that poll. */
const MAX_VIEWS = 250;

/** What can be asked of the calls, and done to them, over HTTP. */
export class Calls {
  private readonly views = new Map<string, { readonly key: string; readonly view: CallView }>();

  constructor(
    private readonly store: CallStore,
    private readonly log: EventLog,
    /** What all calls may take. */
    private readonly callBytes: number,
  ) {}

  async show(call: string): Promise<ShownCall | undefined> {
    const stored = await this.store.read(call);
    if (stored === undefined) return undefined;
    const [seen, pinned] = await Promise.all([this.store.seen(call), this.store.isPinned(call)]);
    return { call, version: stored.version, ...seen, pinned, view: viewOf(stored) };
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
    for await (const { event } of this.log.readAll(call, records.map(eventIn)))
      if (event !== undefined) yield event;
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

  /** Whether an event is remembered of which the body is no longer kept. */
  async isRemembered(receipt: string, call: string | undefined): Promise<boolean> {
    return call !== undefined && (await this.store.record(call, receipt)) !== undefined;
  }

  /**
   * Keeps a call from being deleted by age or for its bytes. `full`: the pinned ones would take more than half of what
   * calls may take, and new calls would have no room.
   */
  async pin(call: string): Promise<'pinned' | 'unknown' | 'full'> {
    if (!(await this.store.isPinned(call)) && (await this.store.pinnedBytes()) > this.callBytes / 2)
      return 'full';
    return (await this.store.pin(call)) ? 'pinned' : 'unknown';
  }

  unpin(call: string): Promise<void> {
    return this.store.unpin(call);
  }

  /** With what could not be read of it, and events of no call that name it. */
  async delete(call: string): Promise<boolean> {
    const existed = await this.store.delete(call);
    // Nothing reads these, so nothing makes the call of them; whoever is stopped here may delete it once more.
    await this.log.removeUnassigned(({ content }) => names(content, call));
    return existed;
  }

  /** Every call, and what belongs to none: nothing that was said stays. Resolves with how many calls there were. */
  deleteAll(): Promise<number> {
    return this.store.deleteAll();
  }
}

/** Whether something is this text, at any depth. */
function names(content: unknown, text: string): boolean {
  const waiting: unknown[] = [content];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (value === text) return true;
    if (typeof value === 'object' && value !== null)
      for (const part of Object.values(value)) waiting.push(part);
  }
  return false;
}

function eventIn({ record, positions }: StoredRecord) {
  return { receipt: record.receipt, positions };
}

function viewOf(stored: StoredCall): CallView {
  const facts: Facts = new Map();
  mergeFacts(
    facts,
    stored.facts.map(({ fact }) => fact),
  );
  return callView(facts);
}
