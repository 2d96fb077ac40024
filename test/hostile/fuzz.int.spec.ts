import { beforeAll, expect, it } from '@jest/globals';
import { fuzz } from '../../tools/fuzz/fuzz.js';
import { buildIfStale } from '../support/build-if-stale.js';

beforeAll(buildIfStale, 60_000);

it('two thousand hostile bodies harm no service, no call and no neighbour', async () => {
  const seed = 'npm test';

  const { posted, compared, failures } = await fuzz({ bodies: 2_000, seed, only: [] }, () => undefined);

  expect(failures).toEqual([]);
  expect(posted).toBe(2_000);
  expect(compared).toBeGreaterThan(20);
}, 180_000);
