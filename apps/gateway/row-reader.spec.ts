import { beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as settled } from 'node:timers/promises';
import { RowReader, type ReadRow } from './row-reader.js';
import { aStoredRow } from './testing/a-change.js';

let fetches: { answer: (row: ReadRow | undefined) => void; fail: (error: Error) => void }[];
let put: (number | undefined)[];
let errors: unknown[];
let reader: RowReader;

beforeEach(() => {
  fetches = [];
  put = [];
  errors = [];
  reader = new RowReader({
    fetch: () => new Promise((answer, fail) => fetches.push({ answer, fail })),
    put: (_, read) => put.push(read?.row.version),
    onError: (_, error) => errors.push(error),
  });
});

const aRow = (version: number): ReadRow => ({ row: aStoredRow(version, []), firstSeen: 1, lastSeen: 1 });
const answer = async (row: ReadRow | undefined) => {
  fetches.shift()?.answer(row);
  await settled();
};

describe('the row of a call that the feed did not tell whole', () => {
  it('is read once for all who ask meanwhile', async () => {
    const asked = Promise.all([reader.read('a'), reader.read('a')]);
    expect(fetches).toHaveLength(1);
    await answer(aRow(1));
    await asked;

    expect([put, reader.calls]).toEqual([[1], []]);
  });

  it('is read again when the call changed meanwhile', async () => {
    const asked = reader.read('a');
    reader.changed('a');
    reader.changed('another');
    await answer(aRow(1));
    await answer(aRow(2));
    await asked;

    expect(put).toEqual([1, 2]);
  });

  it('is not put as it was before the call was removed', async () => {
    const asked = reader.read('a');
    reader.removed('a');
    reader.changed('a');
    await answer(aRow(7));
    await answer(undefined);
    await asked;

    expect(put).toEqual([undefined]);
  });

  it('is not taken for gone when the call came meanwhile', async () => {
    const asked = reader.read('a');
    reader.changed('a');
    await answer(undefined);
    await answer(aRow(1));
    await asked;

    expect(put).toEqual([1]);
  });

  it('is asked for until it can be read', async () => {
    const asked = reader.read('a');
    fetches.shift()?.fail(new Error('away'));
    while (fetches.length === 0) await settled();
    await answer(aRow(1));
    await asked;

    expect([put, errors]).toEqual([[1], [new Error('away')]]);
  });

  it('is asked for no more once the gateway closes', async () => {
    const asked = reader.read('a');
    reader.close();
    fetches.shift()?.fail(new Error('connection ended'));
    await asked;

    expect([put, errors, reader.calls]).toEqual([[], [], []]);
  });
});
