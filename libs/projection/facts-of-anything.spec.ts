import type { Fact } from '#contracts';
import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, oneof, property, string, tuple } from 'fast-check';
import { callView } from './call-view.js';
import { eventSummary } from './event-summary.js';
import { factsOf } from './facts-of.js';
import { lineOf } from './line-of.js';
import { mergeFacts, type Facts } from './merge-facts.js';
import { rowFactsOf } from './row-facts-of.js';
import { rowOf } from './row-of.js';
import { anyEvent, anyJson } from './testing/hostile.js';

const RUNS = { numRuns: 300 };
const BUDGET_MS = 30_000;

const anyBody = oneof({ arbitrary: anyEvent, weight: 4 }, { arbitrary: anyJson, weight: 1 });

describe('the facts of whatever JSON there is', () => {
  it(
    'are the same each time, and whatever the order of its keys',
    () => {
      expect.hasAssertions();

      assert(
        property(anyBody, (body) => {
          const facts = factsOf(body);

          expect(factsOf(body)).toEqual(facts);
          expect(sorted(factsOf(reversed(body)))).toEqual(sorted(facts));
        }),
        RUNS,
      );
    },
    BUDGET_MS,
  );

  it('leave the body as it was', () => {
    expect.hasAssertions();

    assert(
      property(anyBody, (body) => {
        const before = structuredClone(body);

        factsOf(body);

        expect(body).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });

  it(
    'are each said once, in well-formed strings, their values JSON',
    () => {
      expect.hasAssertions();

      assert(
        property(anyBody, (body) => {
          const facts = factsOf(body);

          const parts = [...facts, ...rowFactsOf(facts)].flatMap((fact) => [
            ...fact,
            ...textsIn(JSON.parse(fact[2])),
          ]);
          expect(new Set(facts.map(([key]) => key)).size).toBe(facts.length);
          expect(parts.filter((part) => !part.isWellFormed())).toEqual([]);
        }),
        RUNS,
      );
    },
    BUDGET_MS,
  );

  it(
    'have ranks in ASCII, as wide as all others of their kind',
    () => {
      expect.hasAssertions();
      const widths = new Map<string, number>();

      assert(
        property(anyBody, (body) => {
          const facts = factsOf(body);

          const odd = [...facts, ...rowFactsOf(facts).map(ofRow)].filter(([key, rank]) => {
            const kind = key.replace(/(?<=[:/]).*$/s, '');
            widths.set(kind, widths.get(kind) ?? rank.length);
            return !/^[\x20-\x7e]+$/.test(rank) || widths.get(kind) !== rank.length;
          });
          expect(odd).toEqual([]);
        }),
        RUNS,
      );
    },
    BUDGET_MS,
  );

  it(
    'never tie: of one key, one rank is one value',
    () => {
      expect.hasAssertions();
      const values = new Map<string, string>();

      assert(
        property(anyBody, (body) => {
          const facts = factsOf(body);

          const tied = [...facts, ...rowFactsOf(facts).map(ofRow)].filter(([key, rank, value]) => {
            const place = JSON.stringify([key, rank]);
            values.set(place, values.get(place) ?? value);
            return values.get(place) !== value;
          });
          expect(tied).toEqual([]);
        }),
        RUNS,
      );
    },
    BUDGET_MS,
  );

  it(
    'can be shown: as a view, a row, lines and a summary',
    () => {
      expect.hasAssertions();

      assert(
        property(anyBody, (body) => {
          const facts = factsOf(body);

          const shown = shownBy(facts);

          expect(JSON.stringify([shown, eventSummary(body, facts)]).isWellFormed()).toBe(true);
        }),
        RUNS,
      );
    },
    BUDGET_MS,
  );
});

describe('facts that this code never made', () => {
  const kinds = constantFrom(
    'text:',
    'bare:',
    'msg:',
    'metrics:',
    'skipped:',
    'head:',
    'status:',
    'result:',
    'grows:duration',
    'hang:',
    'error:',
    'warn:',
    'assistant',
    'since:finished',
    'line',
    'who',
    'count:hangs',
    'odd:',
  );
  const anyText = oneof(constantFrom('', 'null', '[]', '{}', '"x"', '{"at":'), string(), anyJson.map(jsonOf));
  const anyFact = tuple(kinds, anyText, anyText, anyText).map(([kind, rest, rank, value]): Fact => [
    `${kind}${rest}`,
    rank,
    value,
  ]);

  it('can be shown all the same', () => {
    expect.hasAssertions();

    assert(
      property(array(anyFact), (facts) => {
        expect(() => shownBy(facts)).not.toThrow();
      }),
      RUNS,
    );
  });
});

function shownBy(list: readonly Fact[]) {
  const facts: Facts = new Map();
  mergeFacts(facts, list);
  const row: Facts = new Map();
  mergeFacts(row, [...rowFactsOf(list), ...list]);
  const place = { call: 'CA1', epoch: 'e1', version: 1, firstSeen: 0, lastSeen: 0 };
  return [callView(facts), rowOf(row, place), list.map(lineOf)];
}

function ofRow([key, rank, value]: Fact): Fact {
  return [`row ${key}`, rank, value];
}

function sorted(facts: readonly Fact[]): Fact[] {
  return facts.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Equal JSON, its keys in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(textsIn)];
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value);
}
