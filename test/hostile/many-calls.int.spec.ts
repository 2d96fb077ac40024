import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectRedis, type RedisClient } from '#service';
import { ask } from '../../tools/fuzz/ask.js';
import { startFuzzedServices, type FuzzedServices } from '../../tools/fuzz/fuzzed-services.js';
import { Judge } from '../../tools/fuzz/judge.js';
import { Watch } from '../../tools/fuzz/watch.js';
import { buildIfStale } from '../support/build-if-stale.js';

const BUDGET_MS = 180_000;
const AT_ONCE = 64;
const MAX_GROWTH_MB = 250;

let services: FuzzedServices;
let judge: Judge;
let redis: RedisClient;
beforeAll(async () => {
  await buildIfStale();
  services = await startFuzzedServices({});
  judge = new Judge(services.redisUrl, services.gateway.url);
  redis = connectRedis({ redisUrl: services.redisUrl, redisClusterNodes: [] });
}, BUDGET_MS);
afterAll(async () => {
  judge.close();
  redis.disconnect();
  await services.stop();
}, BUDGET_MS);

const callsNamed = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);
const aStart = (call: string) =>
  Buffer.from(
    `{"message":{"type":"status-update","status":"ongoing","timestamp":1772702480000,"call":{"id":"${call}"}}}`,
  );

/** One event of each call, some at a time; how many were answered how. */
async function post(calls: readonly string[]): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  const waiting = calls.values();
  const postAll = async (): Promise<void> => {
    for (const call of waiting) {
      const { status, text } = await ask(`${services.ingest.url}/webhook`, aStart(call));
      const answer = status === 200 ? '200' : `${status}: ${text}`;
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, postAll));
  return answers;
}

const reset = () => fetch(`${services.gateway.url}/api/conversations`, { method: 'DELETE' });

describe('calls posted in quick succession right after a reset', () => {
  it(
    'are all listed, ten thousand of them, and take no more memory than their rows need',
    async () => {
      await post(callsNamed('forgotten', 2_000));
      await reset();
      const { ingest, projector, gateway } = services;
      const watches = await Promise.all([ingest, projector, gateway].map((service) => Watch.of(service)));
      const calls = callsNamed('kept', 10_000);

      const answers = await post(calls);

      expect(answers).toEqual({ 200: 10_000 });
      expect(await judge.drained(() => false)).toEqual([]);
      expect(await judge.faultsOfPages(new Set(calls))).toEqual([]);
      const seen = await Promise.all(watches.map((watch) => watch.stop()));
      expect(seen.flatMap(({ faults }) => faults)).toEqual([]);
      for (const { mbBefore, mbMost } of seen) expect(mbMost - mbBefore).toBeLessThan(MAX_GROWTH_MB);
    },
    BUDGET_MS,
  );

  it(
    'are all listed also when Redis stands still for a second and they wait on disk',
    async () => {
      await reset();
      await redis.call('CLIENT', 'PAUSE', '1000', 'ALL');
      const calls = callsNamed('detoured', 3_000);

      const answers = await post(calls);

      expect(answers).toEqual({ 200: 3_000 });
      expect(await judge.faultsOfPages(new Set(calls))).toEqual([]);
    },
    BUDGET_MS,
  );
});
