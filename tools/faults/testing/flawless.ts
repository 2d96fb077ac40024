import type { Change, StoredCall } from '#call-store';
import type { Fact, Row } from '#contracts';
import { counterOf, factsOf, mergeFacts, rowFactsOf, rowOf, type Facts } from '#projection';
import { aCall } from '../../../test/support/calls/a-call.js';
import { asStored } from '../as-stored.js';
import type { CallEvidence, Surroundings } from '../evidence.js';
import { Ledger } from '../ledger.js';

export interface Flawless {
  readonly call: CallEvidence;
  readonly surroundings: Surroundings;
}

/** The evidence of a call that everything went well with: each webhook posted once, each in a version of its own. */
export function flawless(): Flawless {
  const { id, events } = aCall({ seed: 'flawless' });
  const ledger = new Ledger();
  const facts: Facts = new Map();
  const changes: Change[] = [];
  const changedAt = new Map<string, number>();
  for (const { body } of events) {
    const text = JSON.stringify(body);
    ledger.note({ call: id, body: text, dueMs: 0 }, { kind: 'answered', status: 200, ms: 5 });
    const won = mergeFacts(facts, factsOf(asStored(text)));
    if (won.length === 0) continue;
    const version = changes.length + 1;
    for (const [key] of won) changedAt.set(key, version);
    const seen = { firstSeen: 1, lastSeen: 1 };
    changes.push({
      kind: 'changed',
      call: id,
      epoch: 'E',
      from: version - 1,
      version,
      facts: won,
      row: [],
      ...seen,
    });
  }
  const stored: StoredCall = {
    epoch: 'E',
    version: changes.length,
    facts: [...facts.values()].map((fact) => ({ version: changedAt.get(fact[0]) ?? 0, fact })),
  };
  const row = { epoch: 'E', version: changes.length, facts: [...rowFacts(facts).values()] };
  const logged = ledger.sent.map(({ hash, body }) => ({ hash, content: asStored(body) }));
  const recorded = logged.map(({ hash }) => hash);
  const call = { call: id, sent: ledger.sent, stored, row, recorded, logged, changes };
  const shown = shownRow(id, changes.length, rowFacts(facts));
  const followed = { call: id, version: stored.version, facts };
  const surroundings: Surroundings = {
    standing: [call],
    clients: [{ name: 'client 1', calls: [followed], total: 1, rows: [shown] }],
    leftovers: { pending: 0, lagMs: 0, deadLetters: 0, poison: 0 },
    memory: { evictedKeys: 0, peaks: [{ name: 'ingest-1', mb: 100 }] },
  };
  return { call, surroundings };
}

/** As the merge script keeps them: a counter's rank is the number again. */
function rowFacts(facts: Facts): Facts {
  const counts = new Map<string, number>();
  for (const key of facts.keys()) {
    const counter = counterOf(key);
    if (counter !== '') counts.set(counter, (counts.get(counter) ?? 0) + 1);
  }
  const row: Facts = new Map();
  mergeFacts(row, rowFactsOf(facts.values()));
  mergeFacts(
    row,
    [...counts].map(([counter, count]): Fact => [
      `count:${counter}`,
      String(count).padStart(15, '0'),
      String(count),
    ]),
  );
  return row;
}

function shownRow(call: string, version: number, row: Facts): Row {
  return rowOf(row, { call, epoch: 'E.run', version, firstSeen: 7, lastSeen: 8 });
}
