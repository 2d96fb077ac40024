import { describe, expect, it } from '@jest/globals';
import {
  cutText,
  formatCount,
  formatDelta,
  formatDuration,
  formatOffset,
  formatSpan,
  plural,
  shortId,
} from './format.js';

describe('numbers and times as they are written', () => {
  it('writes durations like a clock', () => {
    expect([0, 46_900, 668_000, 3_723_000, -5].map(formatDuration)).toEqual([
      '0:00',
      '0:46',
      '11:08',
      '1:02:03',
      '0:00',
    ]);
  });

  it('writes offsets to a tenth, before the call with a minus', () => {
    expect([600, 5_149, 59_960, -1_020].map(formatOffset)).toEqual([
      '+0:00.6',
      '+0:05.1',
      '+1:00.0',
      '−0:01.0',
    ]);
  });

  it('writes the time between statuses', () => {
    expect([1_400, 185_000, -200].map(formatDelta)).toEqual(['+1.4 s', '+3:05', '−0.2 s']);
  });

  it('writes spans in the unit one would say', () => {
    expect([9_000, 360_000, 10_800_000, 259_200_000].map(formatSpan)).toEqual(['9 s', '6 min', '3 h', '3 d']);
  });

  it('groups thousands', () => {
    expect([7, 1_000, 48_211, 1_234_567].map(formatCount)).toEqual([
      '7',
      '1\u202F000',
      '48\u202F211',
      '1\u202F234\u202F567',
    ]);
    expect([plural(1, 'call'), plural(2, 'call')]).toEqual(['1 call', '2 calls']);
  });

  it('cuts long ids and texts without breaking a character', () => {
    expect(shortId('CA2244aabbccddee9e01')).toBe('CA2244a…9e01');
    expect(shortId('short')).toBe('short');
    expect(cutText('ab😀', 3)).toBe('ab…');
  });
});
