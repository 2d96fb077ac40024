import { describe, expect, it } from '@jest/globals';
import { ownTurn } from './own-turn.js';

describe('a turn of its own', () => {
  it('leaves one to timers and sockets before each of those who asked at once', async () => {
    const order: string[] = [];
    const others = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('others');
      }
    };
    const work = async (name: string): Promise<void> => {
      await ownTurn();
      order.push(name);
    };

    await Promise.all([work('first'), work('second'), work('third'), others()]);

    expect(order.filter((name) => name !== 'others')).toEqual(['first', 'second', 'third']);
    expect(order.join(' ')).toMatch(/first others second others third/);
  });
});
