import { describe, expect, it } from '@jest/globals';
import { array, assert, constant, constantFrom, nat, oneof, property, record } from 'fast-check';
import type { CallChanged, CallSnapshot, Fact } from '#contracts';
import { mergeFacts, type Facts } from '#projection';
import { CallSync, type Ask, type Step } from './call-sync.js';

const CALL = 'CA-1';

function fact(key: string, rank = '1'): Fact {
  return [key, rank, `"${key} ${rank}"`];
}

function aSnapshot(change: Partial<CallSnapshot> = {}): CallSnapshot {
  return {
    call: CALL,
    epoch: 'e1',
    version: 2,
    full: true,
    facts: [fact('a')],
    firstSeen: 1,
    lastSeen: 2,
    ...change,
  };
}

function aChange(change: Partial<CallChanged> = {}): CallChanged {
  return { call: CALL, epoch: 'e1', from: 2, version: 3, facts: [fact('b')], ...change };
}

function aSyncedCall(): CallSync {
  const sync = new CallSync(CALL);
  sync.answer(sync.ask().ticket, aSnapshot());
  return sync;
}

describe('a call that was answered', () => {
  it('applies the next change', () => {
    const sync = aSyncedCall();

    const step = sync.change(aChange());

    expect(step).toBe('applied');
    expect([...sync.facts.keys()]).toEqual(['a', 'b']);
    expect(sync.version).toBe(3);
  });

  it('ignores a change it has', () => {
    expect(aSyncedCall().change(aChange({ from: 1, version: 2 }))).toBe('ignored');
  });

  it('asks again, since what it has, when a change is missing', () => {
    const sync = aSyncedCall();

    const step = sync.change(aChange({ from: 4, version: 5 }));

    expect(step).toBe('watch');
    expect(sync.ask().request).toEqual({ call: CALL, epoch: 'e1', since: 2 });
  });

  it('asks again when the epoch is another', () => {
    expect(aSyncedCall().change(aChange({ epoch: 'e2', from: 0, version: 1 }))).toBe('watch');
  });

  it('is empty once it is removed, and asks for all of it when it comes anew', () => {
    const sync = aSyncedCall();

    sync.remove();

    expect(sync.facts.size).toBe(0);
    expect(sync.state).toBe('removed');
    expect(sync.change(aChange({ epoch: 'e2', from: 0, version: 1 }))).toBe('watch');
    expect(sync.ask().request).toEqual({ call: CALL });
  });

  it('is not shown while it is watched no more, and comes back by a delta', () => {
    const sync = aSyncedCall();

    sync.rest();

    expect(sync.state).toBe('unknown');
    sync.answer(sync.ask().ticket, aSnapshot({ full: false, version: 3, facts: [fact('b')] }));
    expect([...sync.facts.keys()]).toEqual(['a', 'b']);
    expect(sync.state).toBe('known');
  });
});

describe('a call that waits for an answer', () => {
  it('holds changes and applies them to the answer', () => {
    const sync = new CallSync(CALL);
    const { ticket } = sync.ask();

    expect(sync.change(aChange())).toBe('held');
    sync.answer(ticket, aSnapshot());

    expect([...sync.facts.keys()]).toEqual(['a', 'b']);
    expect(sync.isSettled).toBe(true);
  });

  it('ignores the answer to an earlier question', () => {
    const sync = new CallSync(CALL);
    const early = sync.ask();
    sync.ask();

    expect(sync.answer(early.ticket, aSnapshot())).toBe('ignored');
    expect(sync.isSettled).toBe(false);
  });

  it('asks again after the answer when the call was removed meanwhile', () => {
    const sync = new CallSync(CALL);
    const { ticket } = sync.ask();

    sync.remove();

    expect(sync.answer(ticket, aSnapshot())).toBe('watch');
    expect(sync.ask().request).toEqual({ call: CALL });
  });

  it('asks for all of it when a delta is of another epoch', () => {
    const sync = aSyncedCall();

    const step = sync.answer(sync.ask().ticket, aSnapshot({ epoch: 'e2', full: false }));

    expect(step).toBe('watch');
    expect(sync.ask().request).toEqual({ call: CALL });
  });

  it('replaces what it has by a full answer', () => {
    const sync = aSyncedCall();

    sync.answer(sync.ask().ticket, aSnapshot({ epoch: 'e2', version: 1, facts: [fact('z')] }));

    expect([...sync.facts.keys()]).toEqual(['z']);
  });

  it('knows an absent call as absent, until it comes', () => {
    const sync = new CallSync(CALL);

    sync.answer(sync.ask().ticket, aSnapshot({ version: 0, facts: [] }));

    expect(sync.state).toBe('absent');
    sync.change(aChange({ from: 0, version: 1 }));
    expect(sync.state).toBe('known');
  });
});

/** A gateway over a first-in-first-out wire, as docs/protocol.md says it. */
class Gateway {
  private epochs = 1;
  epoch = 'e1';
  version = 0;
  facts: Facts = new Map();
  private readonly madeAt = new Map<string, number>();
  private tail: (CallChanged | 'removed')[] = [];
  private watches = false;
  private questions: Ask[] = [];
  private wire: ((client: CallSync) => Step)[] = [];

  constructor(private readonly client: CallSync) {}

  merge(key: string, rank: number): void {
    const won = mergeFacts(this.facts, [fact(key, String(rank))]);
    if (won.length === 0) return;
    this.version += 1;
    for (const [name] of won) this.madeAt.set(name, this.version);
    const { epoch, version } = this;
    this.tail.push({ call: CALL, epoch, from: version - 1, version, facts: won });
  }

  remove(): void {
    this.facts = new Map();
    this.madeAt.clear();
    this.version = 0;
    this.epoch = `e${++this.epochs}`;
    this.tail.push('removed');
  }

  /** The feed reaches the gateway some time after the store has changed. */
  feed(): void {
    const next = this.tail.shift();
    if (next === undefined || !this.watches) return;
    this.wire.push(next === 'removed' ? (client) => client.remove() : (client) => client.change(next));
  }

  read(): void {
    const asked = this.questions.shift();
    if (asked === undefined) return;
    this.watches = true;
    const { epoch, version } = this;
    const { request, ticket } = asked;
    const full = request.epoch !== epoch || (request.since ?? 0) > version;
    const facts = [...this.facts.values()].filter(
      ([key]) => full || (this.madeAt.get(key) ?? 0) > (request.since ?? 0),
    );
    const answer = { call: CALL, epoch, version, full, facts, firstSeen: null, lastSeen: null };
    this.wire.push((client) => client.answer(ticket, answer));
  }

  deliver(): void {
    if (this.wire.shift()?.(this.client) === 'watch') this.ask();
  }

  ask(): void {
    this.questions.push(this.client.ask());
  }

  /** The connection breaks and comes back: whatever was on its way is lost. */
  reconnect(): void {
    this.wire = [];
    this.questions = [];
    this.watches = false;
    this.client.lose();
    this.ask();
  }

  settle(): void {
    for (let turn = 0; turn < 200; turn++) {
      this.feed();
      this.read();
      this.deliver();
    }
  }
}

describe('any interleaving of changes, removals, reads, deliveries and lost connections', () => {
  it('ends with the facts of the gateway', () => {
    const step = oneof(
      {
        weight: 6,
        arbitrary: record({
          do: constant('merge' as const),
          key: constantFrom('a', 'b', 'c', 'd'),
          rank: nat(9),
        }),
      },
      { weight: 12, arbitrary: constantFrom('feed' as const, 'read' as const, 'deliver' as const) },
      { weight: 1, arbitrary: constantFrom('remove' as const, 'reconnect' as const, 'ask' as const) },
    );
    assert(
      property(array(step, { maxLength: 80 }), (steps) => {
        const client = new CallSync(CALL);
        const gateway = new Gateway(client);
        gateway.ask();

        for (const each of steps) {
          if (typeof each === 'string') gateway[each]();
          else gateway.merge(each.key, each.rank);
        }
        gateway.settle();

        expect(new Map(client.facts)).toEqual(gateway.facts);
        expect(client.version).toBe(gateway.version);
        expect(client.isSettled).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
