import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DeadLetters } from '#event-log';
import { claimPartitions, connectRedis, partitionOf, partitionsOf, type RedisClient } from '#service';
import { noteServer } from '../tools/leftover-redis.js';
import { logKeys } from '../libs/event-log/log-keys.js';
import { buildIfStale } from './support/build-if-stale.js';
import { startRedis, type RedisForSpecs } from './support/redis-for-specs.js';

jest.setTimeout(60_000);

const HOSTILE = '\u001b[2J\u001b]0;owned\u0007{"secret":"[masked]\u202e\r\nforged line';
const partitions = partitionsOf(4);
const partition = partitionOf('WC', partitions);
const { events } = logKeys(partition);

let server: RedisForSpecs;
let redis: RedisClient;
let letters: DeadLetters;

beforeAll(async () => {
  await buildIfStale();
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
  letters = new DeadLetters(redis, partitions);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  await claimPartitions(redis, 4);
});

/** Runs the built command as a process of its own. */
function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = { REDIS_URL: server.url },
): Promise<{ code: unknown; said: string; complained: string }> {
  const clean = { PATH: process.env.PATH, DATA_DIR: join(tmpdir(), 'no-callboard-here'), ...env };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['dist/tools/dead-letters.js', ...args],
      { env: clean },
      (error, said, complained) => resolve({ code: error?.code ?? 0, said, complained }),
    );
  });
}

/** An entry of the log that was buried; resolves with its letter's id. */
async function aLetter(body = '{"a'): Promise<string> {
  const fields = { id: 'R1', type: 'hang', call: 'WC', at: '1772702480000', path: '/hook', enc: '', body };
  const position = (await redis.xadd(events, '*', ...Object.entries(fields).flat())) ?? '';
  const burial = { reason: 'its body is not JSON', deliveries: 1, excerpt: body };
  await letters.bury(partition, position, burial);
  return (await letters.list(1))[0]?.id ?? '';
}

const aRefusal = async (excerpt = '{"a'): Promise<string> => {
  const receivedAt = 1_772_702_480_000;
  await letters.add({ receipt: 'R2', reason: 'it is a form', path: '/', receivedAt, bytes: 9, excerpt });
  return (await letters.list(9)).find(({ canRetry }) => !canRetry)?.id ?? '';
};

describe('npm run dead-letters', () => {
  it('says so when there are none', async () => {
    expect(await run([])).toEqual({ code: 0, said: 'There are no dead letters.\n', complained: '' });
  });

  it('lists them, and shows one', async () => {
    const id = await aLetter();
    await aRefusal();

    const list = await run(['list']);
    const one = await run(['show', id]);

    expect(list.code).toBe(0);
    expect(list.said).toContain(`${id}  2026-03-05 09:21:20Z  its body is not JSON\n    {"a\n`);
    expect(list.said).toContain('it is a form  (no event: can only be discarded)');
    expect(list.said).toMatch(/\n2 letters, the newest first\n$/);
    expect(one.code).toBe(0);
    for (const line of [
      'reason     its body is not JSON',
      'receipt    R1',
      'call       WC',
      'path       /hook',
    ])
      expect(one.said).toContain(line);
    expect(one.said).toMatch(/in the log \d+-0, handed out once/);
    expect(one.said).toMatch(/\n\n\{"a\n$/);
  });

  it('prints nothing that a terminal would obey', async () => {
    const id = await aLetter(HOSTILE);

    const printed = `${(await run(['list'])).said}${(await run(['show', id])).said}`;

    expect(printed).toContain('"secret":"[masked]');
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(printed).not.toMatch(/^forged line/m);
  });

  it('retries one, or all that can be', async () => {
    const id = await aLetter();
    const refused = await aRefusal();

    const one = await run(['retry', id]);
    const again = await run(['retry', id]);
    const never = await run(['retry', refused]);
    await aLetter();
    const all = await run(['retry', '--all']);

    expect(one).toMatchObject({ code: 0, said: expect.stringContaining(`${id} is an event again`) });
    expect(again).toMatchObject({ code: 1, complained: expect.stringContaining(`no dead letter ${id}`) });
    expect(never).toMatchObject({ code: 1, complained: expect.stringContaining('never was an event') });
    expect(all).toMatchObject({
      code: 1,
      complained: expect.stringMatching(/^1 letter retried\.\n1 letter can't be/),
    });
    expect(await redis.xlen(events)).toBe(2);
    expect(await letters.list(9)).toHaveLength(1);
  });

  it('discards one, or all', async () => {
    const id = await aLetter();
    await aRefusal();
    await aLetter();

    expect(await run(['discard', id])).toMatchObject({ code: 0, said: `${id} is discarded.\n` });
    expect(await run(['discard', '--all'])).toMatchObject({ code: 0, said: '2 letters discarded.\n' });
    expect(await letters.list(9)).toEqual([]);
  });

  it('finds the Redis of an npm start that runs on the data folder', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'callboard-letters-'));
    await mkdir(join(dataDir, 'redis'));
    await noteServer(join(dataDir, 'redis'), server.port);
    const id = await aLetter();

    const { code, said } = await run(['list'], { DATA_DIR: dataDir });

    expect([code, said.includes(id)]).toEqual([0, true]);
    await rm(dataDir, { recursive: true });
  });

  it('says what to do where no Redis answers, or one that holds nothing of ours', async () => {
    const away = await run([], { REDIS_URL: 'redis://user:HUSH@127.0.0.1:1' });
    await redis.flushall();
    const empty = await run([]);

    expect(away).toMatchObject({
      code: 1,
      complained: expect.stringMatching(
        /^No Redis answers at 127\.0\.0\.1:1\. Start Callboard with "npm start"/,
      ),
    });
    expect(away.complained).not.toContain('HUSH');
    expect(empty).toMatchObject({
      code: 1,
      complained: expect.stringContaining('holds nothing of Callboard'),
    });
    expect(await redis.keys('*')).toEqual([]);
  });

  it('explains itself, also to who asks for what it does not know', async () => {
    expect(await run(['--help'])).toMatchObject({
      code: 0,
      said: expect.stringContaining('discard <id> | --all'),
    });
    expect(await run(['bury'])).toMatchObject({ code: 2, complained: expect.stringContaining('"bury"') });
    expect(await run([], { REDIS_URL: 'nonsense' })).toMatchObject({
      code: 2,
      complained: expect.stringContaining('REDIS_URL'),
    });
  });
});
