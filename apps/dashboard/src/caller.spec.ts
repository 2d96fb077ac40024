import { describe, expect, it } from '@jest/globals';
import { callerOf } from './caller.js';

const short = (who: string) => callerOf(who)?.short;

describe('who called', () => {
  it('is a telephone number of which a list shows the ends', () => {
    expect(short('+14155550137')).toBe('+1 415 ··· 0137');
    expect(short('+44 20 7946 0192')).toBe('+44 20 ··· 0192');
  });

  it('is the name a web call gives', () => {
    expect(callerOf('web-Maya Lindqvist')).toEqual({
      kind: 'web',
      short: 'Maya Lindqvist',
      full: 'Maya Lindqvist',
    });
  });

  it('is whatever else was said, as it was said', () => {
    expect(short('<b>x</b>')).toBe('<b>x</b>');
    expect(callerOf(null)).toBeNull();
  });
});
