import type { Fact } from '#contracts';

/** A call as it stands in Redis: each fact with the version that last changed it. */
export interface StoredCall {
  readonly epoch: string;
  readonly version: number;
  readonly facts: readonly VersionedFact[];
}

export interface VersionedFact {
  readonly version: number;
  readonly fact: Fact;
}

const META = new Set(['epoch', 'version', 'model', 'facts', 'bytes', 'extra']);

/** Reads a call's hash; `undefined` when there is none. */
export function decodeCall(hash: Readonly<Record<string, string>>): StoredCall | undefined {
  const { epoch, version } = hash;
  if (epoch === undefined || version === undefined) return undefined;
  const facts: VersionedFact[] = [];
  for (const [key, entry] of Object.entries(hash)) {
    if (META.has(key)) continue;
    const first = entry.indexOf('|');
    const second = entry.indexOf('|', first + 1);
    facts.push({
      version: Number(entry.slice(0, first)),
      fact: [key, entry.slice(first + 1, second), entry.slice(second + 1)],
    });
  }
  return { epoch, version: Number(version), facts };
}

/** A row as it stands in Redis: facts and counters to be merged by rank. */
export interface StoredRow {
  readonly epoch: string;
  readonly version: number;
  readonly facts: readonly Fact[];
}

/** Reads a row's hash; `undefined` when there is none. */
export function decodeRow(hash: Readonly<Record<string, string>>): StoredRow | undefined {
  const { epoch, version, ...entries } = hash;
  if (epoch === undefined || version === undefined) return undefined;
  const facts = Object.entries(entries).map(([key, entry]): Fact => {
    const bar = entry.indexOf('|');
    return [key, entry.slice(0, bar), entry.slice(bar + 1)];
  });
  return { epoch, version: Number(version), facts };
}
