import { describe, expect, it } from '@jest/globals';
import type { CallEvidence, ClientEvidence, Evidence } from './evidence.js';
import { judge } from './judge.js';
import { flawless } from './testing/flawless.js';

const well = flawless();

/** What is found when the evidence of a flawless call is changed: invariants and where the table counts them. */
function foundIn(change: Partial<Evidence>): string[] {
  return judge({ ...well, ...change })
    .map(({ invariant, column, count }) => `${invariant} ${column ?? '-'} ${count}`)
    .toSorted();
}

function withCall(change: (call: CallEvidence) => Partial<CallEvidence>): Partial<Evidence> {
  const { call } = well;
  // Clients that show the same, so that only Redis is to blame.
  return { calls: [{ ...call, ...change(call) }], clients: [] };
}

function withClient(change: (client: ClientEvidence) => Partial<ClientEvidence>): Partial<Evidence> {
  return { clients: well.clients.map((client) => ({ ...client, ...change(client) })) };
}

describe('the evidence of a fault', () => {
  it('is in order when everything went well', () => {
    expect(foundIn({})).toEqual([]);
  });

  it('is in order when a webhook came twice, and when one that was not answered was stored all the same', () => {
    const { sent, call } = well;
    const [first, second] = sent;
    if (first === undefined || second === undefined) throw new Error('a call without events');
    const unanswered = { ...second, outcome: { kind: 'unanswered', reason: 'reset' } } as const;
    const twice = {
      ...call,
      recorded: [...call.recorded, first.hash],
      logged: [...call.logged, ...call.logged.slice(0, 1)],
    };

    expect(foundIn({ sent: [first, first, unanswered, ...sent.slice(2)], calls: [twice] })).toEqual([]);
  });
});

describe('a lost event', () => {
  it('is found when it was accepted and its call has no record of it', () => {
    expect(foundIn(withCall(({ recorded }) => ({ recorded: recorded.slice(1) })))).toEqual(['I1 lost 1']);
  });

  it('is found when of two with one body only one is there', () => {
    const { sent } = well;

    expect(foundIn({ sent: [...sent, ...sent.slice(0, 1)] })).toEqual(['I1 lost 1', 'I7 - 1']);
  });

  it('is found when it is not even in the log, also if the call does not lack what it says', () => {
    // The last but one repeats what others say.
    expect(
      foundIn(
        withCall(({ logged }) => ({
          logged: logged.map((event, i) => (i === 0 ? { ...event, hash: 'another' } : event)),
        })),
      ),
    ).toEqual(['I7 - 1']);
  });

  it('is none when it was refused', () => {
    const { sent, call } = well;
    const refused = sent.map((event, i) =>
      i === 0 ? { ...event, outcome: { kind: 'answered', status: 503, ms: 1 } as const } : event,
    );
    const without = { ...call, recorded: call.recorded.slice(1), logged: call.logged.slice(1) };

    const found = foundIn({ sent: refused, calls: [without] });

    expect(found.filter((one) => one.startsWith('I1') || one.startsWith('I7'))).toEqual([]);
  });
});

describe('a call that is not what its events say', () => {
  it('is found when a fact is missing', () => {
    expect(
      foundIn(
        withCall(({ stored }) => ({ stored: stored && { ...stored, facts: stored.facts.slice(1) } })),
      ).filter((one) => one.startsWith('I2')),
    ).toEqual(['I2 views 1']);
  });

  it('is found when the log says otherwise than what was posted', () => {
    expect(
      foundIn(withCall(({ logged }) => ({ logged: logged.map(({ hash }) => ({ hash, content: {} })) }))),
    ).toEqual(['I2 views 1']);
  });

  it('is found when its row says otherwise', () => {
    expect(foundIn(withCall(({ row }) => ({ row: row && { ...row, facts: row.facts.slice(1) } })))).toEqual([
      'I2 views 1',
    ]);
  });

  it('is found when something was counted twice', () => {
    const counted = withCall(({ row }) => ({
      row: row && {
        ...row,
        facts: row.facts.map(([key, rank, value]) =>
          key === 'count:messages' ? [key, rank, String(Number(value) + 2)] : [key, rank, value],
        ),
      },
    }));

    expect(foundIn(counted)).toEqual(['I2 doubled 2', 'I2 views 1']);
  });

  it('is found when one webhook is remembered as two', () => {
    expect(
      foundIn(withCall(({ recorded }) => ({ recorded: [...recorded, ...recorded.slice(0, 1)] }))),
    ).toEqual(['I2 doubled 1']);
  });
});

describe('a version out of step', () => {
  it('is found when it was published twice', () => {
    const found = foundIn(withCall(({ changes }) => ({ changes: [...changes, ...changes.slice(-1)] })));

    expect(found).toContain('I3 doubled 1');
  });

  it('is found when it was never published', () => {
    const found = foundIn(withCall(({ changes }) => ({ changes: changes.toSpliced(1, 1) })));

    expect(found.filter((one) => one.startsWith('I3 outOfStep'))).toHaveLength(1);
  });

  it('is found when it was published too early', () => {
    const found = foundIn(withCall(({ changes }) => ({ changes: changes.toReversed() })));

    expect(found.filter((one) => one.startsWith('I3 outOfStep'))).toHaveLength(1);
  });

  it('is found when it tells again what was told', () => {
    const repeated = withCall(({ changes }) => ({
      changes: changes.map((change, i) => (i === 1 ? { ...change, facts: changes[0]?.facts } : change)),
    }));

    expect(foundIn(repeated)).toContain('I3 doubled 1');
  });

  it('is found when the call was begun anew without having been deleted', () => {
    const found = foundIn(
      withCall(({ changes }) => ({
        changes: [...changes.slice(0, 1).map((change) => ({ ...change, epoch: 'D' })), ...changes],
      })),
    );

    expect(found).toContain('I3 outOfStep 1');
  });
});

describe('a client that differs', () => {
  it.each<[string, (client: ClientEvidence) => Partial<ClientEvidence>]>([
    ['is behind', ({ calls }) => ({ calls: calls.map((call) => ({ ...call, version: call.version - 1 })) })],
    [
      'lacks a fact',
      ({ calls }) => ({
        calls: calls.map((call) => ({ ...call, facts: new Map([...call.facts].slice(1)) })),
      }),
    ],
    [
      'shows another row',
      ({ rows }) => ({ rows: rows.map((row) => ({ ...row, messages: row.messages + 1 })) }),
    ],
    ['counts other calls', () => ({ total: 2 })],
  ])('is found when it %s', (_, change) => {
    expect(foundIn(withClient(change))).toEqual(['I4 clients 1']);
  });
});

describe('what is left over', () => {
  it.each([
    ['an event that nobody finished', { pending: 1 }],
    ['an event that nobody was given', { lagMs: 20 }],
    ['a dead letter that nobody asked for', { deadLetters: 1 }],
    ['poison without its dead letter', { poison: 1 }],
  ])('is found: %s', (_, left) => {
    const { leftovers } = well;

    expect(foundIn({ leftovers: { ...leftovers, ...left } })).toEqual(['I5 - 1']);
  });
});

describe('memory', () => {
  it('is found to have been evicted, or to have grown', () => {
    const peaks = [
      { name: 'ingest-1', mb: 900 },
      { name: 'ingest-2', mb: 120 },
    ];

    expect(foundIn({ memory: { evictedKeys: 3, peaks } })).toEqual(['I6 - 1', 'I6 - 3']);
  });
});
