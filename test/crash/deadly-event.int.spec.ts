import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeadLetters, EventLog, lagOf, PROJECTOR_GROUP } from '#event-log';
import { connectRedis, partitionOf, partitionsOf, type RedisClient } from '#service';
import { logKeys } from '../../libs/event-log/log-keys.js';
import { buildIfStale } from '../support/build-if-stale.js';
import { endWithUs } from '../support/end-with-us.js';
import { eventually } from '../support/eventually.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';

const partitions = partitionsOf(4);

let server: RedisForSpecs;
let redis: RedisClient;
let log: EventLog;
let letters: DeadLetters;

beforeAll(buildIfStale, 60_000);
beforeEach(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
  log = new EventLog(redis, partitions);
  letters = new DeadLetters(redis, partitions);
}, 60_000);
afterEach(async () => {
  redis.disconnect();
  await server.stop();
});

async function post(receipt: string, call: string, body: object): Promise<void> {
  const event = { receipt, type: 'hang', call, receivedAt: Date.now(), path: '/', hash: '', headers: {} };
  await log.append({ ...event, body: Buffer.from(JSON.stringify(body)) });
}

/** A consumer whose process dies of a deadly event. */
function aMortal() {
  const child = spawn(process.execPath, ['test/crash/dying-consumer.mjs', server.url, '4'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(child, 'close');
  void ended.then(endWithUs(child.pid ?? 0));
  return {
    ended,
    hasEnded: () => child.signalCode !== null,
    end: () => child.kill('SIGTERM'),
  };
}

/** Nothing waits to be read, and nothing that was read is unfinished. */
async function allIsDone(): Promise<boolean> {
  let count = 0;
  for (const partition of partitions) {
    const [pending] = await redis.xpending(logKeys(partition).events, PROJECTOR_GROUP).catch(() => [1]);
    count += Number(pending);
  }
  return count === 0 && (await lagOf(redis, partitions)).lagMs === 0;
}

/** Starts one process after the other as each dies, until `done`; resolves with how many died. */
async function deathsUntil(done: () => Promise<boolean>): Promise<number> {
  for (let deaths = 0; deaths < 40; deaths++) {
    const mortal = aMortal();
    await eventually(async () => mortal.hasEnded() || (await done()), Boolean);
    const lives = !mortal.hasEnded();
    mortal.end();
    await mortal.ended;
    if (lives) return deaths;
  }
  throw new Error('it dies for ever');
}

const handled = async () => (await redis.lrange('handled', 0, -1)).toSorted();

describe('an event that kills whoever handles it', () => {
  it('is buried unread, and everything beside it is handled', async () => {
    const innocent = Array.from({ length: 30 }, (_, n) => `innocent ${n}`);
    for (const [n, receipt] of innocent.entries()) {
      if (n === 15) await post('deadly', 'call 0', { deadly: true });
      // Of the deadly one's call among others.
      await post(receipt, `call ${n % 5}`, { n });
    }

    const deaths = await deathsUntil(async () => (await allIsDone()) && (await letters.list(1)).length === 1);

    const [letter, ...others] = await letters.list(100);
    console.log(
      `it took ${deaths} deaths to bury one deadly event among ${innocent.length} others, all of which were handled`,
    );
    expect(deaths).toBe(6);
    expect(letter).toMatchObject({
      receipt: 'deadly',
      call: 'call 0',
      reason: 'it was handed out 6 times, and whoever was handling it died',
      source: expect.stringMatching(/^\d+-\d+$/),
      deliveries: 6,
      excerpt: '{"deadly":true}',
      canRetry: true,
    });
    expect(others).toEqual([]);
    expect(await handled()).toEqual(innocent.toSorted());
    expect(await redis.xlen(logKeys(partitionOf('call 0', partitions)).events)).toBeGreaterThan(0);
  }, 240_000);

  it('may be one of two: both are buried, and neither takes a neighbour along', async () => {
    const innocent = Array.from({ length: 10 }, (_, n) => `innocent ${n}`);
    for (const [n, receipt] of innocent.entries()) await post(receipt, `call ${n}`, {});
    await post('deadly A', 'call 3', { deadly: true });
    await post('deadly B', 'call 7', { deadly: true });

    const deaths = await deathsUntil(async () => (await allIsDone()) && (await letters.list(9)).length === 2);

    const buried = await letters.list(100);
    console.log(`two deadly events cost ${deaths} deaths`);
    expect(deaths).toBeLessThanOrEqual(12);
    expect(buried.map(({ receipt }) => receipt).toSorted()).toEqual(['deadly A', 'deadly B']);
    expect(await handled()).toEqual(innocent);
  }, 240_000);
});
