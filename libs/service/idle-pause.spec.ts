import { describe, expect, it } from '@jest/globals';
import { idlePauseMs } from './idle-pause.js';

describe('the pause between two questions', () => {
  it('grows while there is nothing, to a tenth of a second, and ends when there is something', () => {
    const pauses = [0];
    for (const hasFound of [false, false, false, false, false, false, true, false])
      pauses.push(idlePauseMs(pauses.at(-1) ?? 0, hasFound));

    expect(pauses.slice(1)).toEqual([20, 30, 45, 68, 100, 100, 0, 20]);
  });
});
