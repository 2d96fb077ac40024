import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import type { NewEvent } from '#contracts';
import { connectRedis, partitionOf, partitionsOf, type RedisClient } from '#service';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { EventLog } from './event-log.js';
import { EventPacker, type CallToPack } from './event-packer.js';
import { logKeys, packKeys } from './log-keys.js';
import { PackedCalls } from './packed-calls.js';
import type { RecordedEvent } from './plan-pack.js';

const CALL = 'WC-packed';
const GROUP = 'readers';
const partitions = partitionsOf(4);
const partition = partitionOf(CALL, partitions);
const { events: stream } = logKeys(partition);
const keys = packKeys(partition, CALL);

let server: RedisForSpecs;
let redis: RedisClient;
let log: EventLog;
let packer: EventPacker;
let packs: PackedCalls;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
  log = new EventLog(redis, partitions);
  packer = new EventPacker(redis, partitions);
  packs = new PackedCalls(redis);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.config('SET', 'maxmemory', '0');
  await redis.flushall();
  await redis.hset(keys.call, 'epoch', 'E1');
  await redis.zadd(keys.unpacked, 7, CALL);
  await redis.xgroup('CREATE', stream, GROUP, '0', 'MKSTREAM');
});

const said = (text: string) => Buffer.from(JSON.stringify({ text, filler: 'and so on '.repeat(1_000) }));

const aLargeBody = () => Buffer.from(JSON.stringify(randomBytes(2_500_000).toString('hex')));

function anEvent(receipt: string, body = said(receipt)): NewEvent {
  const hash = createHash('sha256').update(body).digest('hex');
  const headers = { 'content-type': 'application/json' };
  const origin = { path: '/webhook?from=x', receivedAt: 1_772_702_480_000, headers };
  return { receipt, type: 'hang', call: CALL, body, hash, late: true, ...origin };
}

async function appended(event: NewEvent): Promise<RecordedEvent> {
  await log.append(event);
  const [[position] = ['']] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
  return { receipt: event.receipt, positions: [position], bytes: event.body.length };
}

/** Appended, and processed by the group. */
async function processed(...events: NewEvent[]): Promise<RecordedEvent[]> {
  const records: RecordedEvent[] = [];
  for (const event of events) records.push(await appended(event));
  await redis.xreadgroup('GROUP', GROUP, 'one', 'COUNT', events.length, 'STREAMS', stream, '>');
  await redis.xack(stream, GROUP, ...records.flatMap(({ positions }) => positions));
  return records;
}

const pack = (records: readonly RecordedEvent[], its: Partial<CallToPack> = {}) =>
  packer.pack({ call: CALL, epoch: 'E1', markedAt: '7', records, ...its });
const bodiesOf = async (records: readonly RecordedEvent[]): Promise<string[]> => {
  const bodies: string[] = [];
  for await (const { receipt, event } of log.readAll(CALL, records))
    bodies.push(event === undefined ? `${receipt} is gone` : event.body.toString());
  return bodies;
};
const isMarked = async () => (await redis.zscore(keys.unpacked, CALL)) !== null;

describe('a call whose events are packed', () => {
  it('has left the stream, and reads as before, field by field', async () => {
    const records = await processed(
      anEvent('R1'),
      anEvent('R2', Buffer.from('{ "short":\t1.50 }')),
      anEvent('R3'),
    );
    const positions = records.flatMap((record) => record.positions);
    const before = await log.read(CALL, positions);

    expect(await pack(records)).toBe('packed');

    expect(await redis.xlen(stream)).toBe(0);
    expect(await log.read(CALL, positions)).toEqual(before);
    expect(before).toHaveLength(3);
    expect(await isMarked()).toBe(false);
  });

  it('takes in what comes later, in the same chunk', async () => {
    const first = await processed(anEvent('R1'), anEvent('R2'));
    await pack(first);
    const later = await processed(anEvent('R3'));
    const unpacked = await bodiesOf([...first, ...later]);

    await pack([...first, ...later]);

    expect(await redis.xlen(stream)).toBe(0);
    expect(await redis.hkeys(keys.pack)).toEqual(expect.arrayContaining(['0', 'bytes', 'index', 'version']));
    expect(await redis.hlen(keys.pack)).toBe(4);
    expect(await bodiesOf([...first, ...later])).toEqual(unpacked);
    expect(unpacked).toEqual(['R1', 'R2', 'R3'].map((receipt) => said(receipt).toString()));
  });

  it('keeps one copy of an event that stands twice, also when the second came after packing', async () => {
    const [first] = await processed(anEvent('R1'));
    const [second] = await processed(anEvent('R1'));
    const twice = {
      receipt: 'R1',
      bytes: 1,
      positions: [...(first?.positions ?? []), ...(second?.positions ?? [])],
    };
    await pack([twice]);
    const [third] = await processed(anEvent('R1'));
    const thrice = { ...twice, positions: [...twice.positions, ...(third?.positions ?? [])] };

    expect(await pack([thrice])).toBe('packed');

    expect(await redis.xlen(stream)).toBe(0);
    expect(await log.read(CALL, thrice.positions)).toHaveLength(1);
    expect(await bodiesOf([thrice])).toEqual([said('R1').toString()]);
  });

  it('says which events are no longer kept, and packs the others', async () => {
    const records = await processed(anEvent('R1'), anEvent('R2'));
    await redis.xdel(stream, ...(records[0]?.positions ?? []));

    expect(await pack(records)).toBe('packed');

    expect(await bodiesOf(records)).toEqual(['R1 is gone', said('R2').toString()]);
  });

  it('keeps its mark when something was merged meanwhile', async () => {
    const records = await processed(anEvent('R1'));
    await redis.zadd(keys.unpacked, 8, CALL);

    await pack(records, { markedAt: '7' });

    expect(await isMarked()).toBe(true);
  });

  it('is in several chunks when it is large, whose memory is bounded', async () => {
    const events = Array.from({ length: 8 }, (_, n) => anEvent(`R${n}`, aLargeBody()));
    const records = await processed(...events);

    await pack(records.slice(0, 7));
    await pack(records);

    const bytes = await packs.bytes(partition);
    console.log(
      `${events.length} events of 5 MB: ${(await redis.hlen(keys.pack)) - 3} chunks, ${bytes} bytes in all`,
    );
    expect(await redis.hlen(keys.pack)).toBe(3 + 3);
    expect(await bodiesOf(records)).toEqual(events.map(({ body }) => body.toString()));
    expect(await redis.xlen(stream)).toBe(0);
  }, 60_000);
});

describe('a call that is deleted while it is being packed', () => {
  it.each([
    ['stays deleted', undefined],
    ['keeps the new life that it was given since', 'E2'],
  ])('%s', async (_, epoch) => {
    const records = await processed(anEvent('R1'));
    await redis.del(keys.call);
    if (epoch !== undefined) await redis.hset(keys.call, 'epoch', epoch);

    expect(await pack(records)).toBe('changed');

    expect(await redis.exists(keys.pack, keys.packs, keys.packBytes)).toBe(0);
  });
});

describe('two packers of one call', () => {
  it('pack each event once, together', async () => {
    const first = await processed(...Array.from({ length: 40 }, (_, n) => anEvent(`R${n}`)));
    await pack(first.slice(0, 3));

    const outcomes = await Promise.all([pack(first), pack(first), pack(first)]);
    const again = await pack(first);

    expect(outcomes).toContain('packed');
    expect(again).toBe('packed');
    expect(await redis.xlen(stream)).toBe(0);
    expect(await bodiesOf(first)).toEqual(first.map(({ receipt }) => said(receipt).toString()));
  });
});

describe('events that a group is not done with', () => {
  it('stay in the stream while one is pending', async () => {
    const [first] = await processed(anEvent('R1'));
    const second = await appended(anEvent('R2'));
    await redis.xreadgroup('GROUP', GROUP, 'one', 'STREAMS', stream, '>');

    expect(await pack(first === undefined ? [] : [first, second])).toBe('waiting');

    expect(await redis.xlen(stream)).toBe(2);
    expect(await isMarked()).toBe(true);
  });

  it('stay in the stream while another group has yet to read them', async () => {
    const records = await processed(anEvent('R1'));
    await redis.xgroup('CREATE', stream, 'archiver', '0');

    expect(await pack(records)).toBe('waiting');
    await redis.xreadgroup('GROUP', 'archiver', 'one', 'STREAMS', stream, '>');
    expect(await pack(records)).toBe('waiting');
    await redis.xack(stream, 'archiver', ...records.flatMap(({ positions }) => positions));
    expect(await pack(records)).toBe('packed');
  });
});

describe('a Redis that is full', () => {
  it('gains room by packing', async () => {
    const records = await processed(...Array.from({ length: 100 }, (_, n) => anEvent(`R${n}`)));
    await redis.config('SET', 'maxmemory', '1mb');
    await expect(log.append(anEvent('R100'))).rejects.toThrow('OOM');

    expect(await pack(records)).toBe('packed');

    expect(await redis.xlen(stream)).toBe(0);
  });
});

describe('the packs of a partition', () => {
  it('are counted in bytes, named by age, and let go of one by one', async () => {
    const records = await processed(anEvent('R1'));
    await pack(records);
    const newestAt = Number.parseInt(records[0]?.positions[0] ?? '', 10);
    const bytes = await packs.bytes(partition);

    expect(bytes).toBe(await redis.hstrlen(keys.pack, '0'));
    expect(await packs.oldest(partition, newestAt, 10)).toEqual([]);
    expect(await packs.oldest(partition, newestAt + 1, 10)).toEqual([{ call: CALL, newestAt }]);
    expect(await packs.drop(partition, CALL)).toBe(bytes);
    expect(await packs.drop(partition, CALL)).toBe(0);
    expect(await packs.bytes(partition)).toBe(0);
    expect(await packs.oldest(partition, newestAt + 1, 10)).toEqual([]);
    expect(await bodiesOf(records)).toEqual(['R1 is gone']);
  });

  it('do not grow in bytes by being packed anew', async () => {
    const first = await processed(anEvent('R1'));
    await pack(first);
    const second = await processed(anEvent('R2'));
    await pack([...first, ...second]);

    expect(await packs.bytes(partition)).toBe(await redis.hstrlen(keys.pack, '0'));
  });
});
