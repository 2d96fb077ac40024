import { expect, it } from '@jest/globals';
import { backoffMs } from './backoff-ms.js';

it('waits twice as long after each failure, up to a limit', () => {
  const waits = [0, 1, 2, 3, 8, 9, 5_000].map((failures) => backoffMs(failures, 30_000));

  expect(waits).toEqual([200, 200, 400, 800, 25_600, 30_000, 30_000]);
});
