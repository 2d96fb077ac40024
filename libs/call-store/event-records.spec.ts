import { describe, expect, it } from '@jest/globals';
import { decodeRecord, encodeRecord } from './event-records.js';

const own = {
  type: 'status-update',
  receivedAt: 5,
  eventTime: null,
  bytes: 9,
  hash: 'h',
  status: 'ongoing',
  messages: 0,
  path: '/a|b\n"c"',
};

describe('what is remembered of an event', () => {
  it('is what it brought along and what the merge found out', () => {
    const decoded = decodeRecord('R1', `3|7|10-0,11-0|20-0,21-0|${JSON.stringify(own)}`);

    expect(decoded).toEqual({
      record: { ...own, receipt: 'R1', version: 7, factsChanged: 3 },
      positions: ['20-0', '21-0'],
    });
  });

  it('stands without the names of its fields, in less than two thirds of the room', () => {
    const hash = '0688c4e01a1efadd5e3ebdb56c9498e4ad397ea8535add67c4bd781d949afd58';
    const stored = encodeRecord({ ...own, hash });

    expect(decodeRecord('R1', `0|0||20-0|${stored}`)?.record).toMatchObject({ ...own, hash });
    expect(decodeRecord('R1', `0|0||20-0|${encodeRecord(own)}`)?.record).toMatchObject(own);
    expect(stored.length).toBeLessThan((JSON.stringify({ ...own, hash }).length * 2) / 3);
  });

  it('has no change where it changed nothing', () => {
    expect(decodeRecord('R1', `0|0||20-0|${JSON.stringify(own)}`)?.record).toMatchObject({
      version: 0,
      factsChanged: 0,
    });
  });

  it('is nothing where it can not be read', () => {
    expect(decodeRecord('R1', 'no record')).toBeUndefined();
    expect(decodeRecord('R1', '0|0||20-0|null')).toBeUndefined();
    expect(decodeRecord('R1', '0|0||20-0|{"type":1}')).toBeUndefined();
    expect(decodeRecord('R1', '0|0||20-0|["hang",5]')).toBeUndefined();
  });
});
