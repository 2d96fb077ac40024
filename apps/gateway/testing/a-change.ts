import type { Change, StoredRow } from '#call-store';
import type { Fact } from '#contracts';

/** A change of a call as the feed tells it: by default its first, of one fact. */
export function aChange(wishes: Partial<Change> = {}): Change {
  const version = wishes.version ?? 1;
  return {
    kind: 'changed',
    call: 'WC-1',
    epoch: 'epoch',
    from: version - 1,
    version,
    facts: [aFact(`key-${version}`)],
    row: [],
    firstSeen: 1_000,
    lastSeen: 2_000,
    ...wishes,
  };
}

export function aFact(key: string, rank = '1', value: unknown = key): Fact {
  return [key, rank, JSON.stringify(value)];
}

/** Facts of a row: a status of a lifecycle, and a caller. */
export function rowFacts(status: string, who = 'somebody'): readonly Fact[] {
  const ranks: Readonly<Record<string, string>> = { ongoing: '2', finished: '4', failed: '5' };
  return [aFact('status', ranks[status] ?? '0', { status, at: 1_000 }), aFact('who', '1', who)];
}

export function aStoredRow(version: number, facts: readonly Fact[], epoch = 'epoch'): StoredRow {
  return { epoch, version, facts };
}
