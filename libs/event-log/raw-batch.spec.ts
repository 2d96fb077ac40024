import { describe, expect, it } from '@jest/globals';
import { partitionsOf, type Partition } from '#service';
import { slicesOf, type RawEntry } from './raw-batch.js';

const MB = 1024 * 1024;
const [first, second] = partitionsOf(2);
if (first === undefined || second === undefined) throw new Error('there are two partitions');

const entry = (call: string, position: string, bytes = 100, partition: Partition = first): RawEntry => ({
  partition,
  position,
  deliveries: 1,
  fields: ['call', call, 'bytes', String(bytes), 'body', '{}'].map((text) => Buffer.from(text)),
});
const shown = (entries: readonly RawEntry[]) =>
  slicesOf(entries).map((slice) =>
    slice.map(({ call, entries: own }) => [call, ...own.map(({ position }) => position)].join(' ')),
  );

describe('entries of one read', () => {
  it('are grouped by call, in the order of the log', () => {
    expect(shown([entry('a', '1'), entry('b', '2'), entry('a', '3')])).toEqual([['a 1 3', 'b 2']]);
  });

  it('are told apart by partition', () => {
    expect(shown([entry('a', '1'), entry('a', '1', 100, second)])).toEqual([['a 1', 'a 1']]);
  });

  it('are handled sixteen calls at a time', () => {
    const entries = Array.from({ length: 40 }, (_, index) => entry(`call ${index}`, '1'));

    expect(shown(entries).map((slice) => slice.length)).toEqual([16, 16, 8]);
  });

  it('are handled fewer at a time the larger they are, in the order they came', () => {
    const entries = Array.from({ length: 5 }, (_, index) => entry(`c${index}`, '1', 5 * MB));

    expect(shown(entries)).toEqual([
      ['c0 1', 'c1 1', 'c2 1'],
      ['c3 1', 'c4 1'],
    ]);
  });

  it('of one call that are too large for one batch are never handled at once', () => {
    const entries = Array.from({ length: 8 }, (_, index) => entry('a', String(index), 5 * MB));

    expect(shown(entries)).toEqual([['a 0 1 2'], ['a 3 4 5'], ['a 6 7']]);
  });

  it('get a slice of their own where one alone is too large', () => {
    expect(shown([entry('a', '1'), entry('b', '2', 400 * MB), entry('c', '3')])).toEqual([
      ['a 1'],
      ['b 2'],
      ['c 3'],
    ]);
  });

  it('are taken as they are where they make no sense', () => {
    const empty = { partition: first, position: '1', deliveries: 1, fields: [] };
    const garbage = { partition: first, position: '2', deliveries: 1, fields: [Buffer.from('x')] };

    expect(shown([empty, garbage])).toEqual([[' 1 2']]);
  });
});
