import { describe, expect, it } from '@jest/globals';
import type { Fact } from '#contracts';
import type { EventFacts } from './call-model.js';
import { planMerge } from './plan-merge.js';

const fact = (key: string, rank = '1', value = '"v"'): Fact => [key, rank, value];
const manyFacts = (count: number): Fact[] => Array.from({ length: count }, (_, index) => fact(`k${index}`));
const saying = (receipt: string, facts: readonly Fact[], rowFacts: readonly Fact[] = []): EventFacts => ({
  position: '1-0',
  receipt,
  receivedAt: 1,
  late: false,
  record: '{}',
  facts,
  rowFacts,
});
const keysOf = (chunks: ReturnType<typeof planMerge>) =>
  chunks.map((chunk) => chunk.map(({ facts }) => facts.map(([key]) => key)));

describe('a plan to merge', () => {
  it('leaves out what an earlier event of the batch already said as well', () => {
    const chunks = planMerge(
      [saying('A', [fact('a'), fact('b', '2')]), saying('B', [fact('a'), fact('b', '1'), fact('c')])],
      undefined,
    );

    expect(keysOf(chunks)).toEqual([[['a', 'b'], ['c']]]);
  });

  it('keeps what a later event says in a greater rank', () => {
    const chunks = planMerge([saying('A', [fact('a', '1')]), saying('B', [fact('a', '2')])], undefined);

    expect(keysOf(chunks)).toEqual([[['a'], ['a']]]);
  });

  it('leaves out what the call is known to have, in that rank or a greater one', () => {
    const known = {
      epoch: 'E',
      version: 3,
      facts: new Map([
        ['a', '1'],
        ['b', '2'],
        ['c', '1'],
      ]),
      rowFacts: new Map([['line', '5']]),
    };

    const chunks = planMerge(
      [saying('A', [fact('a'), fact('b'), fact('c', '2')], [fact('line', '4'), fact('who', '1')])],
      known,
    );

    expect(keysOf(chunks)).toEqual([[['c']]]);
    expect(chunks[0]?.[0]?.rowFacts).toEqual([fact('who', '1')]);
  });

  it('names every event, also one that brings nothing', () => {
    const chunks = planMerge(
      [saying('A', []), saying('B', [fact('a')]), saying('C', [fact('a')])],
      undefined,
    );

    expect(chunks.map((chunk) => chunk.map(({ receipt }) => receipt))).toEqual([['A', 'B', 'C']]);
  });

  it('is one empty chunk for no events', () => {
    expect(planMerge([], undefined)).toEqual([[]]);
  });

  it('cuts what is too much for one script, each fact in one chunk', () => {
    const chunks = planMerge([saying('A', manyFacts(700)), saying('B', manyFacts(1_300))], undefined);

    const sizes = chunks.map((chunk) => chunk.reduce((sum, { facts }) => sum + facts.length, 0));
    expect(sizes).toEqual([500, 500, 300]);
    expect(new Set(keysOf(chunks).flat(2)).size).toBe(1_300);
  });

  it('sends an event’s row facts once', () => {
    const chunks = planMerge([saying('A', manyFacts(1_200), [fact('line')])], undefined);

    expect(chunks.flat().flatMap(({ rowFacts }) => rowFacts)).toEqual([fact('line')]);
  });

  it('lets neighbours share a chunk, so that a deletion between them is seen by the script', () => {
    const chunks = planMerge([saying('A', manyFacts(500)), saying('B', manyFacts(500))], undefined);

    expect(chunks.map((chunk) => chunk.map(({ receipt }) => receipt))).toEqual([['A', 'B']]);
  });

  it('cuts by bytes too, and gives a fact over the limit a chunk of its own', () => {
    const long = (key: string, bytes: number) => fact(key, '1', 'x'.repeat(bytes));

    const chunks = planMerge(
      [saying('A', [long('a', 600_000), long('b', 600_000), long('c', 3_000_000), fact('d')])],
      undefined,
    );

    expect(keysOf(chunks).flat()).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('of a million facts is made in the time it takes to look at each', () => {
    const facts = manyFacts(1_000_000);
    const before = process.cpuUsage();

    const chunks = planMerge([saying('A', facts)], undefined);

    expect(chunks).toHaveLength(2_000);
    // Some 0.5 s; copying what is left for every chunk takes twenty times as long.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5_000);
  });
});
