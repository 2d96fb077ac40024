import { describe, expect, it } from '@jest/globals';
import { decodeRecord } from './event-records.js';

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
  });
});
