import { describe, expect, it } from '@jest/globals';
import type { Fact } from '#contracts';
import type { Finding } from './checks/finding.js';
import type { CallEvidence, ClientEvidence, Surroundings } from './evidence.js';
import { judgeCall, judgeSurroundings } from './judge.js';
import type { Sent } from './ledger.js';
import { flawless } from './testing/flawless.js';

const { call, surroundings } = flawless();

/** What is found when something of a flawless call is otherwise: invariants, and where the table counts them. */
function foundIn(change: Partial<CallEvidence>): string[] {
  return wordsOf(judgeCall({ ...call, ...change }));
}

function foundAround(change: Partial<Surroundings>): string[] {
  return wordsOf(judgeSurroundings({ ...surroundings, ...change }));
}

function wordsOf(findings: readonly Finding[]): string[] {
  return findings
    .map(({ invariant, column, count }) => `${invariant} ${column ?? '-'} ${count}`)
    .toSorted((one, other) => one.localeCompare(other));
}

function withFirst<T>(list: readonly T[], change: (first: T) => T): T[] {
  return list.map((item, place) => (place === 0 ? change(item) : item));
}

function unanswered(sent: Sent): Sent {
  return { ...sent, outcome: { kind: 'unanswered', reason: 'reset' } };
}

function refused(sent: Sent): Sent {
  return { ...sent, outcome: { kind: 'answered', status: 503, ms: 1 } };
}

function twoMore([key, rank, value]: Fact): Fact {
  return key === 'count:messages' ? [key, rank, String(Number(value) + 2)] : [key, rank, value];
}

describe('what is seen of a fault', () => {
  it('is in order when everything went well', () => {
    expect([...foundIn({}), ...foundAround({})]).toEqual([]);
  });

  it('is in order when a webhook came twice', () => {
    const twice = {
      sent: [...call.sent, ...call.sent.slice(0, 1)],
      recorded: [...call.recorded, ...call.recorded.slice(0, 1)],
      logged: [...call.logged, ...call.logged.slice(0, 1)],
    };

    expect(foundIn(twice)).toEqual([]);
  });

  it('is in order when what was not answered was stored all the same', () => {
    expect(foundIn({ sent: withFirst(call.sent, unanswered) })).toEqual([]);
  });
});

describe('a lost event', () => {
  it('is found when it was accepted and its call has no record of it', () => {
    expect(foundIn({ recorded: call.recorded.slice(1) })).toEqual(['I1 lost 1']);
  });

  it('is found when of two with one body only one is there', () => {
    expect(foundIn({ sent: [...call.sent, ...call.sent.slice(0, 1)] })).toEqual(['I1 lost 1', 'I7 - 1']);
  });

  it('is found when it is not even in the log', () => {
    const logged = withFirst(call.logged, (event) => ({ ...event, hash: 'of another' }));

    expect(foundIn({ logged })).toEqual(['I7 - 1']);
  });

  it('is none when it was refused', () => {
    const without = {
      sent: withFirst(call.sent, refused),
      recorded: call.recorded.slice(1),
      logged: call.logged.slice(1),
    };

    expect(foundIn(without)).not.toContain('I1 lost 1');
    expect(foundIn({ ...without, sent: call.sent })).toContain('I1 lost 1');
  });
});

describe('a call that is not what its events say', () => {
  it('is found when a fact is missing', () => {
    const stored = call.stored && { ...call.stored, facts: call.stored.facts.slice(1) };

    expect(foundIn({ stored })).toContain('I2 views 1');
  });

  it('is found when the log says otherwise than what was posted', () => {
    const logged = call.logged.map(({ hash }) => ({ hash, content: {} }));

    expect(foundIn({ logged })).toEqual(['I2 views 1']);
  });

  it('is found when its row says otherwise', () => {
    const row = call.row && { ...call.row, facts: call.row.facts.slice(1) };

    expect(foundIn({ row })).toEqual(['I2 views 1']);
  });

  it('is found when something was counted twice', () => {
    const row = call.row && { ...call.row, facts: call.row.facts.map(twoMore) };

    expect(foundIn({ row })).toEqual(['I2 doubled 2', 'I2 views 1']);
  });

  it('is found when one webhook is remembered as two', () => {
    expect(foundIn({ recorded: [...call.recorded, ...call.recorded.slice(0, 1)] })).toEqual(['I2 doubled 1']);
  });
});

describe('a version out of step', () => {
  it('is found when it was published twice', () => {
    expect(foundIn({ changes: [...call.changes, ...call.changes.slice(-1)] })).toContain('I3 doubled 1');
  });

  it('is found when it was never published', () => {
    expect(foundIn({ changes: call.changes.toSpliced(1, 1) }).join()).toContain('I3 outOfStep');
  });

  it('is found when it was published too early', () => {
    expect(foundIn({ changes: call.changes.toReversed() }).join()).toContain('I3 outOfStep');
  });

  it('is found when it tells again what was told', () => {
    const [first] = call.changes;
    const changes = call.changes.map((change, place) =>
      place === 1 ? { ...change, facts: first?.facts } : change,
    );

    expect(foundIn({ changes })).toContain('I3 doubled 1');
  });

  it('is found when the call was begun anew without having been deleted', () => {
    const begun = call.changes.slice(0, 1).map((change) => ({ ...change, epoch: 'D' }));

    expect(foundIn({ changes: [...begun, ...call.changes] })).toContain('I3 outOfStep 1');
  });

  it('is found when the call is not there', () => {
    expect(foundIn({ stored: undefined })).toContain('I3 outOfStep 1');
  });
});

describe('a client that differs', () => {
  it.each<[string, (client: ClientEvidence) => Partial<ClientEvidence>]>([
    [
      'is behind',
      ({ calls }) => ({ calls: calls.map((shown) => ({ ...shown, version: shown.version - 1 })) }),
    ],
    [
      'lacks a fact',
      ({ calls }) => ({
        calls: calls.map((shown) => ({ ...shown, facts: new Map([...shown.facts].slice(1)) })),
      }),
    ],
    [
      'shows another row',
      ({ rows }) => ({ rows: rows.map((row) => ({ ...row, messages: row.messages + 1 })) }),
    ],
    ['counts other calls', () => ({ total: 2 })],
  ])('is found when it %s', (_, change) => {
    const clients = surroundings.clients.map((client) => ({ ...client, ...change(client) }));

    expect(foundAround({ clients })).toEqual(['I4 clients 1']);
  });
});

describe('what is left over', () => {
  it.each([
    ['an event that nobody finished', { pending: 1 }],
    ['an event that nobody was given', { lagMs: 20 }],
    ['a dead letter that nobody asked for', { deadLetters: 1 }],
    ['poison without its dead letter', { poison: 1 }],
  ])('is found: %s', (_, left) => {
    expect(foundAround({ leftovers: { ...surroundings.leftovers, ...left } })).toEqual(['I5 - 1']);
  });
});

describe('memory', () => {
  it('is found to have been evicted, or to have grown', () => {
    const peaks = [
      { name: 'ingest-1', mb: 900 },
      { name: 'ingest-2', mb: 120 },
    ];

    expect(foundAround({ memory: { evictedKeys: 3, peaks } })).toEqual(['I6 - 1', 'I6 - 3']);
  });
});
