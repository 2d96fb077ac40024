import { describe, expect, it } from '@jest/globals';
import { grouped } from './grouped.js';
import { scheduleOf } from './schedule.js';

const wishes = { seed: 'a schedule', rate: 100, seconds: 5 };
const postings = scheduleOf(wishes);

describe('the schedule of traffic', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(scheduleOf(wishes)).toEqual(postings);
    expect(scheduleOf({ ...wishes, seed: 'another' })).not.toEqual(postings);
  });

  it('posts evenly, as many as asked for and what the last call still says', () => {
    const gaps = postings.slice(1).map(({ dueMs }, i) => dueMs - (postings[i]?.dueMs ?? 0));

    expect(new Set(gaps)).toEqual(new Set([10]));
    expect(postings.length).toBeGreaterThanOrEqual(500);
    expect(postings.length).toBeLessThan(560);
  });

  it('tells many calls at a time, each to its end, some things twice and some out of order', () => {
    const calls = grouped(postings, ({ call }) => call);
    const [ended, twice, outOfOrder] = [0, 0, 0].map(() => new Set<string>());
    for (const [call, told] of calls) {
      const times = told.map(({ body }) => timeOf(body));
      if (told.some(({ body }) => body.includes('end-of-call-report') || body.includes('"failed"')))
        ended?.add(call);
      if (new Set(told.map(({ body }) => body)).size < told.length) twice?.add(call);
      if (times.some((time, i) => time < (times[i - 1] ?? 0))) outOfOrder?.add(call);
    }

    const [first] = calls.keys();
    const lastOfFirst = postings.findLastIndex(({ call }) => call === first);
    expect(new Set(postings.slice(0, lastOfFirst).map(({ call }) => call)).size).toBeGreaterThan(5);
    expect(ended?.size).toBe(calls.size);
    expect(twice?.size).toBeGreaterThan(calls.size / 2);
    expect(outOfOrder?.size).toBeGreaterThan(calls.size / 2);
  });
});

function timeOf(body: string): number {
  return Number(/"timestamp":(\d{13})/.exec(body)?.[1]);
}
