import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis, partitionOf, partitionsOf, type RedisClient } from '#service';
import { eventually } from '../../test/support/eventually.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { DeadLetters } from './dead-letters.js';
import { logKeys, PROJECTOR_GROUP } from './log-keys.js';

const partitions = partitionsOf(4);
const partition = partitionOf('WC', partitions);
const { events, dead } = logKeys(partition);
const refused = { reason: 'it is no JSON', path: '/', receivedAt: 5, bytes: 3, excerpt: '{"a' };
const burial = { reason: 'its body is not JSON', deliveries: 1, excerpt: '{"a' };

let server: RedisForSpecs;
let redis: RedisClient;
let letters: DeadLetters;

beforeAll(async () => {
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
  await redis.xgroup('CREATE', events, PROJECTOR_GROUP, '0', 'MKSTREAM');
});

/** An entry that was handed out; resolves with its position. */
async function anEntry(its: Readonly<Record<string, string | Buffer>> = {}): Promise<string> {
  const fields = { id: 'R1', type: 'hang', call: 'WC', at: '5', path: '/p', enc: '', body: '{"a', ...its };
  const position = await redis.xadd(events, '*', ...Object.entries(fields).flat());
  await redis.xreadgroup('GROUP', PROJECTOR_GROUP, 'one', 'STREAMS', events, '>');
  return position ?? '';
}

/** An entry that was buried; resolves with its letter. */
async function aLetter(its: Readonly<Record<string, string | Buffer>> = {}) {
  await letters.bury(partition, await anEntry(its), burial);
  const [letter] = await letters.list(1);
  if (letter === undefined) throw new Error('nothing was buried');
  return letter;
}

/** Letters of one millisecond in two partitions are in no order. */
async function aLaterMoment(): Promise<void> {
  const now = Date.now();
  await eventually(Date.now, (later) => later > now);
}

const pendingCount = async () => (await redis.xpending(events, PROJECTOR_GROUP))[0];

describe('an entry that is buried', () => {
  it('is a letter, and no longer in the log nor with anyone', async () => {
    const position = await anEntry({ bytes: '3' });

    await letters.bury(partition, position, { ...burial, deliveries: 2 });

    const [letter, ...others] = await letters.list(10);
    expect(letter).toEqual({
      id: expect.stringMatching(new RegExp(`^${partition.index}:\\d+-0$`)),
      receipt: 'R1',
      call: 'WC',
      reason: 'its body is not JSON',
      path: '/p',
      receivedAt: 5,
      bytes: 3,
      source: position,
      deliveries: 2,
      excerpt: '{"a',
      canRetry: true,
    });
    expect(others).toEqual([]);
    expect(await redis.xlen(events)).toBe(0);
    expect(await pendingCount()).toBe(0);
  });

  it('shows the beginning of its body when nobody has looked into it, and nothing of a compressed one', async () => {
    await letters.bury(partition, await anEntry({ body: `{"n":"${'x'.repeat(20_000)}"}` }), {
      ...burial,
      excerpt: undefined,
    });
    await letters.bury(partition, await anEntry({ enc: 'gzip', body: gzipSync('{"a":1}') }), {
      ...burial,
      excerpt: undefined,
    });

    const [compressed, plain] = await letters.list(2);
    expect(plain?.excerpt).toMatch(/^\{"n":"xxx/);
    expect(plain?.excerpt).toHaveLength(16_384);
    expect(compressed?.excerpt).toBe('');
  });

  it('is a letter also when it is garbage altogether', async () => {
    const position = (await redis.xadd(events, '*', 'total', 'x', 'entry', '1', 'canRetry', 'maybe')) ?? '';

    await letters.bury(partition, position, { ...burial, excerpt: undefined });

    expect(await letters.list(1)).toMatchObject([
      {
        receipt: position,
        source: position,
        call: null,
        receivedAt: 0,
        path: '/',
        excerpt: '',
        canRetry: true,
      },
    ]);
  });

  it('that has more fields than can be kept is a letter without them', async () => {
    const fields = Array.from({ length: 5_000 }, (_, n) => [`f${n}`, '']).flat();
    const position = (await redis.xadd(events, '*', ...fields)) ?? '';

    await letters.bury(partition, position, burial);

    expect(await letters.list(1)).toMatchObject([{ source: position, canRetry: false }]);
    expect(await redis.xlen(events)).toBe(0);
  });

  it('stays in the log when there is no room for a letter', async () => {
    const position = await anEntry();
    await redis.config('SET', 'maxmemory', '1');

    await expect(letters.bury(partition, position, burial)).rejects.toThrow('OOM');

    await redis.config('SET', 'maxmemory', '0');
    expect(await redis.xlen(events)).toBe(1);
    expect(await pendingCount()).toBe(1);
    expect(await letters.list(1)).toEqual([]);
  });

  it('that is gone from the log is only taken off the list of whoever has it', async () => {
    const position = await anEntry();
    await redis.xdel(events, position);

    await letters.bury(partition, position, burial);

    expect(await pendingCount()).toBe(0);
    expect(await letters.list(1)).toEqual([]);
  });
});

describe('dead letters', () => {
  it('are listed over all partitions, the newest first', async () => {
    await letters.add({ ...refused, receipt: 'first' });
    await aLaterMoment();
    await aLetter({ id: 'second' });
    await aLaterMoment();
    await letters.add({ ...refused, receipt: 'third' });

    expect((await letters.list(2)).map(({ receipt }) => receipt)).toEqual(['third', 'second']);
    expect(await letters.removeAll()).toBe(3);
    expect(await letters.list(2)).toEqual([]);
  });

  it('hold the first 16 KB of what can not be read, cut between characters', async () => {
    await letters.add({ ...refused, receipt: 'R1', excerpt: `x${'🙂'.repeat(10_000)}` });

    const [kept] = await letters.list(1);
    const [begun] = await letters.list(1, 100);
    expect(kept?.excerpt).toHaveLength(16_384);
    expect(kept?.excerpt.isWellFormed()).toBe(true);
    expect(begun?.excerpt).toBe(`x${'🙂'.repeat(49)}\ufffd`);
  });

  it('are a thousand in each partition at most, and the oldest go first', async () => {
    for (let n = 0; n < 1_010; n++) await letters.add({ ...refused, receipt: `R${n}` });

    const kept = await letters.list(2_000, 0);
    expect(kept).toHaveLength(1_000);
    expect(kept.at(-1)?.receipt).toBe('R10');
  });

  it('are 4 MB in each partition at most with all they hold, but the newest stays whatever its size', async () => {
    const half = JSON.stringify({ text: 'x'.repeat(1_900_000) });
    for (const id of ['a', 'b', 'c']) await aLetter({ id, body: half });
    const afterThree = await letters.list(10);
    await aLetter({ id: 'huge', body: 'x'.repeat(6_000_000) });
    const afterHuge = await letters.list(10);
    await aLetter({ id: 'small' });
    const afterSmall = await letters.list(10);

    const receipts = (kept: typeof afterThree) => kept.map(({ receipt }) => receipt);
    expect(receipts(afterThree)).toEqual(['c', 'b']);
    expect(receipts(afterHuge)).toEqual(['huge']);
    expect(receipts(afterSmall)).toEqual(['small']);
    expect(await redis.memory('USAGE', dead)).toBeLessThan(10_000);
  });
});

describe('a dead letter', () => {
  it('is found by its id', async () => {
    const letter = await aLetter();

    expect(await letters.find(letter.id)).toEqual(letter);
    for (const id of ['nonsense', '99:1-1', `${partition.index}:1-1`])
      expect(await letters.find(id)).toBeUndefined();
  });

  it('is an event again when it is retried, as it was but late, and no letter any more', async () => {
    const body = gzipSync('{"a":1}');
    const letter = await aLetter({ enc: 'gzip', body, late: '' });

    expect(await letters.retry(letter.id)).toBe('retried');

    const fields = (await redis.xrangeBuffer(events, '-', '+')).flatMap(([, own]) => own);
    const texts = fields.map((field) => field.toString('latin1'));
    expect(texts.join(' ')).toBe(
      `id R1 type hang call WC at 5 path /p enc gzip body ${body.toString('latin1')} late 1`,
    );
    expect(await letters.list(1)).toEqual([]);
    expect(await letters.retry(letter.id)).toBe('no letter');
  });

  it('stays a letter when the log takes nothing', async () => {
    const letter = await aLetter();
    await redis.config('SET', 'maxmemory', '1');

    await expect(letters.retry(letter.id)).rejects.toThrow('OOM');
    await redis.config('SET', 'maxmemory', '0');

    expect(await letters.find(letter.id)).toEqual(letter);
    expect(await redis.xlen(events)).toBe(0);
  });

  it('that ingest refused has no entry to be retried', async () => {
    await letters.add({ ...refused, receipt: 'R1' });
    const [letter] = await letters.list(1);

    expect(letter).toMatchObject({ canRetry: false, source: null, deliveries: 0, call: null });
    expect(await letters.retry(letter?.id ?? '')).toBe('no entry');
    expect(await letters.list(1)).toEqual([letter]);
  });

  it('can be retried with all others at once, which says how many were', async () => {
    for (const id of ['a', 'b', 'c']) await aLetter({ id });
    await letters.add({ ...refused, receipt: 'R1' });

    expect(await letters.retryAll()).toEqual({ retried: 3, unretriable: 1 });

    expect(await redis.xlen(events)).toBe(3);
    expect(await letters.list(9)).toHaveLength(1);
  });

  it('is gone when it is discarded', async () => {
    const letter = await aLetter();

    expect(await letters.discard(letter.id)).toBe(true);

    expect(await letters.list(1)).toEqual([]);
    expect(await letters.discard(letter.id)).toBe(false);
    expect(await letters.discard('nonsense')).toBe(false);
  });
});
