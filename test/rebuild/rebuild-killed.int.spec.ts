import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Fact } from '#contracts';
import { Log, partitionOf, partitionsOf, readSettings } from '#service';
import { createGateway } from '../../apps/gateway/create-gateway.js';
import { createProjector } from '../../apps/projector/create-projector.js';
import { presentProjection, type Projection } from '../../apps/projector/projection.js';
import { callKeys, partitionKeys } from '../../libs/call-store/call-keys.js';
import { buildIfStale } from '../support/build-if-stale.js';
import { callLog, type CallLog } from '../support/call-log.js';
import { aLongCall } from '../support/calls/a-call.js';
import { endWithUs } from '../support/end-with-us.js';
import { eventually } from '../support/eventually.js';
import type { FollowedCall } from '../support/live/followed-call.js';
import { LiveClient } from '../support/live/live-client.js';
import { portOf } from '../support/live/port-of.js';
import { inOrder } from '../support/merging.js';
import { foldOf, nextProjection } from '../support/next-projection.js';
import { startProxy, type Rule } from '../support/proxy.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';

const partitions = partitionsOf(16);

let server: RedisForSpecs;
let calls: CallLog;
let projector: NestFastifyApplication | undefined;
/** What was said of each call, in order. */
let said: Map<string, unknown[]>;

beforeAll(buildIfStale, 60_000);
beforeEach(async () => {
  server = await startRedis();
  calls = callLog(server.url);
  said = new Map();
}, 60_000);
afterEach(async () => {
  await projector?.close();
  projector = undefined;
  calls.close();
  await server.stop();
}, 60_000);

function contextOf(service: string) {
  const log = new Log({ service, format: 'json', write: () => undefined });
  const settings = readSettings({ REDIS_URL: server.url, GATEWAY_PORT: '0', PROJECTOR_PORT: '0' });
  return { settings, log, nest: { logger: log, abortOnError: false } };
}

async function startProjector(projection: Projection): Promise<void> {
  await projector?.close();
  projector = await createProjector({ ...contextOf('projector'), projection });
}

/** The call's n-th conversation-update: all that was said until then. */
function update(call: string, count: number): unknown {
  const at = Date.UTC(2026, 2, 5, 9, 21, 20);
  const messages = Array.from({ length: count }, (_, index) => ({
    messageId: `m-${index}`,
    role: index % 2 === 0 ? 'assistant' : 'user',
    text: `${call} says ${index}`,
    timestamp: at + index * 1_000,
  }));
  const about = { id: call, userNumber: '+15550100', status: 'ongoing' };
  return { message: { type: 'conversation-update', timestamp: at + count * 1_000, call: about, messages } };
}

async function say(call: string, ...bodies: readonly unknown[]): Promise<void> {
  const all = said.get(call) ?? [];
  said.set(call, all);
  for (const body of bodies) {
    all.push(body);
    await calls.append(body);
  }
}

const isDone = () => eventually(calls.unfinished, (count) => count === 0);

/** A call, and where it is not what a projection makes of all that was said of it. */
async function faultsOf(call: string, projection: Projection): Promise<string[]> {
  const { facts, row } = foldOf(projection, said.get(call) ?? []);
  const [stored, storedRow] = await Promise.all([calls.store.read(call), calls.store.readRow(call)]);
  const isFact = inOrder(stored?.facts.map(({ fact }) => fact) ?? []) === inOrder(facts.values());
  const isRow = inOrder(storedRow?.facts ?? []) === inOrder(row.values());
  return [...(isFact ? [] : [`${call}: other facts`]), ...(isRow ? [] : [`${call}: another row`])];
}

async function faultsOfAll(projection: Projection): Promise<string[]> {
  const faults: string[] = [];
  for (const call of said.keys()) faults.push(...(await faultsOf(call, projection)));
  return faults;
}

interface RebuildProcess {
  readonly done: () => number;
  readonly said: () => string;
  readonly kill: () => void;
  readonly ended: Promise<string | number | null>;
}

/** A rebuild by the next version of the code, as a process of its own. */
function rebuildProcess(redisUrl = server.url): RebuildProcess {
  const child = spawn(process.execPath, ['test/support/rebuild-with-next-model.mjs', redisUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const ended = once(child, 'close').then(() => child.signalCode ?? child.exitCode);
  void ended.then(endWithUs(child.pid ?? 0));
  return {
    done: () => text.split('\n').length - 1,
    said: () => text,
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}

/** What is wrong with a state of a call that a page shows: fewer messages than before, or some of both codes. */
function halfIn(facts: Readonly<Record<string, Fact>>, shownBefore: number): string[] {
  const keys = Object.keys(facts);
  const isNext = 'next:model' in facts;
  const hasOld = keys.some((key) => key.startsWith('head:'));
  const texts = Object.values(facts).filter(([key]) => key.startsWith('text:'));
  const marked = texts.filter(([, rank]) => rank.endsWith('+')).length;
  const isMixed = isNext ? hasOld || marked < texts.length : marked > 0;
  const count = keys.filter((key) => key.startsWith('msg:')).length;
  return [
    ...(isMixed ? ['facts of both codes'] : []),
    ...(count < shownBefore ? [`${count} messages, ${shownBefore} before`] : []),
  ];
}

/** Looks at what pages show in every turn of the event loop, until told to end. */
async function watchClosely(followed: readonly FollowedCall[], end: AbortSignal) {
  const shown = new Map<FollowedCall, number>();
  const faults: string[] = [];
  const states = new Set<string>();
  while (!end.aborted) {
    for (const one of followed) {
      const state = `${one.call} ${one.version} ${'next:model' in one.facts}`;
      if (states.has(state)) continue;
      states.add(state);
      faults.push(...halfIn(one.facts, shown.get(one) ?? 0));
      shown.set(one, Object.keys(one.facts).filter((key) => key.startsWith('msg:')).length);
    }
    await nextTurn();
  }
  return { faults, states: states.size };
}

describe('1,000 calls of older code, rebuilt while events come and pages follow', () => {
  const CALLS = 1_000;

  it('are all what newer code makes of them, though the rebuild was killed twice', async () => {
    await startProjector(presentProjection);
    const long = aLongCall({ messages: 120, seed: 'rebuilt' }).map(({ body }) => body);
    const longCall = long[0]?.message.call.id ?? '';
    await say(longCall, ...long.slice(0, -20));
    const names = Array.from({ length: CALLS - 1 }, (_, n) => `WC-rebuilt-${n}`);
    for (const call of names) await say(call, update(call, 1), update(call, 2), update(call, 4));
    await isDone();
    const before = await faultsOfAll(presentProjection);

    await startProjector(nextProjection);
    const gateway = await createGateway({ ...contextOf('gateway'), dashboardFolder: 'dist/apps/dashboard' });
    await gateway.listen(0, '127.0.0.1');
    const client = await LiveClient.connect(`http://localhost:${portOf(gateway.getHttpServer())}`);
    const followed: FollowedCall[] = [];
    for (const call of [longCall, ...names.filter((_, n) => n % 50 === 0)])
      followed.push(await client.watch(call));
    const over = new AbortController();
    const watching = watchClosely(followed, over.signal);

    const startedAt = performance.now();
    const killed: number[] = [];
    const traffic = (async () => {
      for (const [n, call] of names.entries()) if (n % 10 === 0) await say(call, update(call, 6));
      await say(longCall, ...long.slice(-20));
    })();
    for (const after of [150, 300]) {
      const rebuild = rebuildProcess();
      await eventually(rebuild.done, (done) => done >= after);
      rebuild.kill();
      expect(await rebuild.ended).toBe('SIGKILL');
      killed.push(rebuild.done());
    }
    const last = rebuildProcess();
    const [end] = await Promise.all([last.ended, traffic]);
    const tookMs = performance.now() - startedAt;
    await isDone();
    await eventually(
      () => followed.filter((one) => inOrder(Object.values(one.facts)) !== foldOfCall(one.call)).length,
      (count) => count === 0,
    );
    over.abort();
    const { faults, states } = await watching;
    client.close();
    await gateway.close();

    const after = await faultsOfAll(nextProjection);
    const leftovers = (await calls.redis.keys('*')).filter((key) => /:(staged|rebuilding)\b/.test(key));
    console.log(
      `${CALLS} calls: rebuilds were killed after ${killed.join(' and ')} calls, the third said ${last.said().trim().split('\n').at(-1)}; ` +
        `${(tookMs / 1000).toFixed(1)} s in all; ${after.length} calls differ from the fold of the new code; ` +
        `${followed.length} pages showed ${states} states, ${faults.length} of them half`,
    );
    expect(before).toEqual([]);
    expect(end).toBe(0);
    expect(after).toEqual([]);
    expect(faults).toEqual([]);
    expect(states).toBeGreaterThan(2 * followed.length - 1);
    expect(leftovers).toEqual([]);
  }, 120_000);
});

function foldOfCall(call: string): string {
  return inOrder(foldOf(nextProjection, said.get(call) ?? []).facts.values());
}

/** Killed when it sends its n-th step, which Redis never gets; or when Redis answers it. */
const atStep =
  (count: number, side: 'request' | 'reply') =>
  (kill: () => void): Rule => {
    let steps = 0;
    return (direction, bytes) => {
      if (direction === 'request' && /\r\neval\r\n/i.test(bytes)) steps++;
      if (steps < count || direction !== side) return 'pass';
      kill();
      return 'drop';
    };
  };

describe('a rebuild that is killed at any of its steps', () => {
  it('leaves the call as it was or makes it whole, and the next one leaves nothing behind', async () => {
    const long = aLongCall({ messages: 200, seed: 'killed rebuild' }).map(({ body }) => body);
    const call = long[0]?.message.call.id ?? '';
    await startProjector(presentProjection);
    await say(call, ...long);
    await isDone();
    const { staged } = callKeys(partitionOf(call, partitions), call);
    const { rebuilding } = partitionKeys(partitionOf(call, partitions));
    const ends: unknown[] = [];
    let [whole, beside] = [0, 0];

    for (let step = 17; step <= 22; step++) {
      for (const side of ['request', 'reply'] as const) {
        const proxy = await startProxy(server.port);
        const rebuild = rebuildProcess(proxy.url);
        proxy.decide(atStep(step, side)(rebuild.kill));
        ends.push(await rebuild.ended);
        await proxy.close();
        if ((await faultsOf(call, presentProjection)).length === 0) whole++;
        else if ((await faultsOf(call, nextProjection)).length === 0) whole++;
        beside += await calls.redis.exists(staged);
        // As if it were 11 s later: who is silent for so long is dead.
        if ((await calls.redis.zcard(rebuilding)) > 0) await calls.redis.zadd(rebuilding, 1, call);
      }
    }
    const last = rebuildProcess();
    await last.ended;

    const kills = ends.filter((end) => end === 'SIGKILL').length;
    console.log(`killed ${kills} times, ${beside} times with facts left beside the call`);
    expect(whole).toBe(ends.length);
    expect(kills).toBeGreaterThan(4);
    expect(beside).toBeGreaterThan(1);
    expect(await faultsOf(call, nextProjection)).toEqual([]);
    expect(await calls.redis.exists(staged, rebuilding)).toBe(0);
  }, 120_000);
});

describe('a call of older code whose raw events are not all kept', () => {
  it('is left as it is by a rebuild, and takes what comes later beside what it says', async () => {
    await startProjector(presentProjection);
    await say('WC-old', update('WC-old', 1), update('WC-old', 3));
    await isDone();
    const [first] = await calls.store.records('WC-old');
    const { events } = partitionKeys(partitionOf('WC-old', partitions));
    await calls.redis.xdel(events, ...(first?.positions ?? []));

    const rebuild = rebuildProcess();
    await rebuild.ended;
    const left = await faultsOf('WC-old', presentProjection);
    await startProjector(nextProjection);
    await say('WC-old', update('WC-old', 5));
    await isDone();

    expect(rebuild.said()).toContain('"incomplete":1');
    expect(left).toEqual([]);
    const keys = (await calls.store.read('WC-old'))?.facts.map(({ fact }) => fact[0]) ?? [];
    expect(keys.filter((key) => key.startsWith('msg:'))).toHaveLength(5);
    expect(keys.filter((key) => key.startsWith('head:'))).not.toEqual([]);
    expect(keys).toContain('next:model');
  }, 60_000);
});

/** A call as it stands; a hash has no order. */
async function standing(call: string) {
  const stored = await calls.store.read(call);
  return { ...stored, facts: inOrder((stored?.facts ?? []).map(({ fact }) => fact)) };
}

describe('a call that says what it said', () => {
  it('keeps its epoch and version when it is rebuilt, and nothing is published', async () => {
    await startProjector(presentProjection);
    await say('WC-same', update('WC-same', 2), update('WC-same', 3));
    await isDone();
    await rebuildProcess().ended;
    const before = await standing('WC-same');
    const { changes } = partitionKeys(partitionOf('WC-same', partitions));
    const published = await calls.redis.xlen(changes);
    const { call } = callKeys(partitionOf('WC-same', partitions), 'WC-same');
    await calls.redis.hset(call, 'model', 1);

    await rebuildProcess().ended;

    expect(await standing('WC-same')).toEqual(before);
    expect(await calls.redis.xlen(changes)).toBe(published);
    expect(await calls.redis.hget(call, 'model')).toBe('2');
  }, 60_000);
});
