import { describe, expect, it } from '@jest/globals';
import { followsEnd } from './stick-to-end.js';

const height = 600;

describe('a reader', () => {
  it('at the end, or within 48 px of it, stays there', () => {
    expect(followsEnd({ follows: false, top: 0 }, { top: 352, height, content: 1_000 })).toBe(true);
    expect(followsEnd({ follows: false, top: 0 }, { top: 351, height, content: 1_000 })).toBe(false);
  });

  it('who scrolls up lets go', () => {
    expect(followsEnd({ follows: true, top: 400 }, { top: 300, height, content: 1_000 })).toBe(false);
  });

  it('under whom the content grows does not let go', () => {
    expect(followsEnd({ follows: true, top: 400 }, { top: 400, height, content: 1_400 })).toBe(true);
  });
});
