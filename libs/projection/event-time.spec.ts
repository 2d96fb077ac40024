import { describe, expect, it } from '@jest/globals';
import { eventTime, toEpochMs } from './event-time.js';

const MOMENT = Date.UTC(2026, 2, 5, 9, 21, 25);

describe('a time as providers write it', () => {
  it.each([
    ['epoch milliseconds', 1_772_702_485_000],
    ['epoch milliseconds with a fraction', 1_772_702_485_000.75],
    ['epoch seconds', 1_772_702_485],
    ['milliseconds as text', '1772702485000'],
    ['seconds as text', ' 1772702485 '],
    ['ISO 8601', '2026-03-05T09:21:25.000Z'],
    ['ISO 8601 of another zone', '2026-03-05T14:51:25+05:30'],
    ['ISO 8601 with a space and no zone', '2026-03-05 09:21:25'],
  ])('is the same moment in %s', (_, time) => {
    expect(toEpochMs(time)).toBe(MOMENT);
  });

  it('keeps the milliseconds of seconds with a fraction', () => {
    expect(toEpochMs(1_772_702_485.138)).toBe(MOMENT + 138);
  });

  it('begins in the year 2000 and ends before 2100', () => {
    expect(toEpochMs('2000-01-01')).toBe(Date.UTC(2000, 0, 1));
    expect(toEpochMs('1999-12-31T23:59:59.999Z')).toBeNull();
    expect(toEpochMs('2099-12-31T23:59:59.999Z')).toBe(Date.UTC(2100, 0, 1) - 1);
    expect(toEpochMs('2100-01-01')).toBeNull();
  });

  it.each([
    0,
    -1,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    true,
    null,
    undefined,
    '',
    'yesterday',
    'Thu, 05 Mar 2026 09:21:25 GMT',
    '2026-13-05',
    '1772702485000'.repeat(4),
    [],
    [1_772_702_485_000],
    {},
  ])('is none in %p', (time) => {
    expect(toEpochMs(time)).toBeNull();
  });
});

describe('the time of an event', () => {
  const startAt = '2026-03-05T09:21:20Z';
  const endAt = '2026-03-05T09:21:50Z';
  const messages = [{ timestamp: MOMENT - 1000 }, { timestamp: MOMENT - 2000 }];

  it('is its own timestamp, however old', () => {
    expect(eventTime({ timestamp: MOMENT - 60_000, call: { startAt, endAt }, messages })).toBe(
      MOMENT - 60_000,
    );
  });

  it('is the newest message without one', () => {
    expect(eventTime({ call: { startAt, endAt }, messages })).toBe(MOMENT - 1000);
    expect(eventTime({ call: { startAt, endAt, messages } })).toBe(MOMENT - 1000);
  });

  it('is the end of the call without messages', () => {
    expect(eventTime({ call: { startAt, endAt }, messages: [] })).toBe(MOMENT + 25_000);
  });

  it('is the start of the call before its end', () => {
    expect(eventTime({ call: { startAt, endAt: null } })).toBe(MOMENT - 5000);
  });

  it('is missing when the event states no time, and never our own clock', () => {
    expect(eventTime({ type: 'hang', call: {} })).toBeNull();
  });

  it('passes over a timestamp outside the years 2000 to 2100', () => {
    expect(eventTime({ timestamp: 86_400_000, messages })).toBe(MOMENT - 1000);
  });
});
