import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildIfStale } from '../support/build-if-stale.js';
import { callLog, type CallLog } from '../support/call-log.js';
import { aCall, aLongCall } from '../support/calls/a-call.js';
import { eventually } from '../support/eventually.js';
import { startProxy, type Proxy, type Rule } from '../support/proxy.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';
import { runProjector, type RunningProjector } from '../support/run-projector.js';

let server: RedisForSpecs;
let calls: CallLog;
let proxies: Proxy[] = [];
let projectors: RunningProjector[] = [];

beforeAll(buildIfStale, 60_000);
beforeEach(async () => {
  server = await startRedis();
  calls = callLog(server.url);
}, 60_000);
afterEach(async () => {
  await Promise.all(projectors.map((projector) => projector.stop()));
  await Promise.all(proxies.map((proxy) => proxy.close()));
  calls.close();
  await server.stop();
  [projectors, proxies] = [[], []];
}, 60_000);

/** A projector that is killed at the moment a rule says so. */
async function doomedProjector(rule: (kill: () => void) => Rule): Promise<RunningProjector> {
  const proxy = await startProxy(server.port);
  const projector = await runProjector(proxy.url);
  proxy.decide(rule(projector.kill));
  proxies.push(proxy);
  projectors.push(projector);
  return projector;
}

async function aProjector(): Promise<void> {
  projectors.push(await runProjector(server.url));
}

/** Killed when it sends the n-th step of a merge into this call, which Redis never gets. */
const beforeStep =
  (count: number, call: string) =>
  (kill: () => void): Rule => {
    let steps = 0;
    return (direction, bytes) => {
      const isStep = /\r\neval(sha)?\r\n/i.test(bytes) && bytes.includes(`"call":"${call}"`);
      if (direction === 'reply' || !isStep || ++steps < count) return 'pass';
      kill();
      return 'drop';
    };
  };

/** Killed when Redis answers its n-th merge: it is done, and the projector never learns of it. */
const beforeAnswer =
  (count: number) =>
  (kill: () => void): Rule => {
    let answers = 0;
    return (direction, bytes) => {
      const isAnswer = direction === 'reply' && bytes.includes('$2\r\nok\r\n');
      if (!isAnswer || ++answers < count) return 'pass';
      kill();
      return 'drop';
    };
  };

describe('a projector that is killed', () => {
  it('between reading and merging, or between two steps of a merge, loses nothing', async () => {
    const short = aCall({ seed: 'killed before the merge' });
    const long = aLongCall({ messages: 200, seed: 'killed between two steps' });
    const longBodies = long.map(({ body }) => body);
    const longId = longBodies[0]?.message.call.id ?? '';

    const first = await doomedProjector(beforeStep(2, short.id));
    for (const { body } of short.events) await calls.append(body);
    expect(await first.ended).toBe('SIGKILL');
    const second = await doomedProjector(beforeStep(2, longId));
    await calls.append(longBodies.findLast(({ message }) => message.type === 'conversation-update'));
    expect(await second.ended).toBe('SIGKILL');
    const leftBehind = await calls.unfinished();
    const half = await calls.store.read(longId);
    for (const body of longBodies) await calls.append(body);
    const startedAt = performance.now();
    await aProjector();
    await eventually(calls.unfinished, (count) => count === 0);

    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(
      `killed before merging: ${leftBehind} events were left behind, ` +
        `${half?.facts.length ?? 0} facts of the long call stood after its first step; all was right ${seconds} s later`,
    );
    const shortBodies = short.events.map(({ body }) => body);
    expect(leftBehind).toBeGreaterThan(1);
    expect(half?.facts).toHaveLength(500);
    expect(await calls.faultsOfCall(short.id, shortBodies)).toEqual([]);
    expect(await calls.faultsOfCall(longId, longBodies)).toEqual([]);
    expect(await calls.store.records(short.id)).toHaveLength(shortBodies.length);
    expect(await calls.store.records(longId)).toHaveLength(longBodies.length + 1);
  }, 60_000);

  it('between merging and learning of it has merged once', async () => {
    const { id, events } = aCall({ seed: 'killed before the answer' });
    const bodies = events.map(({ body }) => body);

    const first = await doomedProjector(beforeAnswer(1));
    await calls.append(bodies[0]);
    expect(await first.ended).toBe('SIGKILL');
    const merged = await calls.store.read(id);
    await aProjector();
    for (const body of bodies) await calls.append(body);
    await eventually(calls.unfinished, (count) => count === 0);

    const stored = await calls.store.read(id);
    console.log(
      `killed before the answer: version ${merged?.version} stood; then ${stored?.facts.length} facts in ${stored?.version} versions`,
    );
    expect(merged?.version).toBe(1);
    expect(stored?.epoch).toBe(merged?.epoch);
    expect(await calls.faultsOfCall(id, bodies)).toEqual([]);
    expect(await calls.store.records(id)).toHaveLength(bodies.length + 1);
  }, 60_000);
});
