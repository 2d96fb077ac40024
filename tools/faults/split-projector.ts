import { createServer } from 'node:http';
import { pid } from 'node:process';
import { Redis } from 'ioredis';
import { ulid } from 'ulid';
import type { Fact } from '#contracts';
import { PROJECTOR_GROUP } from '#event-log';
import { counterOf, factsOf, mergeFacts, rowFactsOf, type Facts } from '#projection';
import { partitionsOf, type Partition } from '#service';
import { callKeys, partitionKeys } from '../../libs/call-store/call-keys.js';
import { decodeCall } from '../../libs/call-store/stored-call.js';
import { decodeEntry, type ReadEvent } from '../../libs/event-log/entry.js';
import { countsOf } from './counts-of.js';

// The negative control: a projector as it must not be. It reads a call, writes it, tells of the change and acknowledges,
// each a command of its own, as one would at first. Killed between two of them, or beside another of its kind, it must
// publish versions twice or not at all; checks that do not see that see nothing.

const { REDIS_URL: redisUrl = '', PROJECTOR_PORT: port = '0' } = process.env;
const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
const reader = redis.duplicate();
const partitions = partitionsOf(16);
const streams = partitions.map((partition) => partitionKeys(partition).events);

for (const stream of streams) {
  await redis.xgroup('CREATE', stream, PROJECTOR_GROUP, '0', 'MKSTREAM').catch(() => undefined);
}
createServer((_, answer) => answer.end('ready')).listen(Number(port), '127.0.0.1');
for (;;) await readSome();

async function readSome(): Promise<void> {
  const group = ['GROUP', PROJECTOR_GROUP, String(pid), 'COUNT', 1, 'BLOCK', 500] as const;
  const answer = await reader.xreadgroupBuffer(...group, 'STREAMS', ...streams, ...streams.map(() => '>'));
  for (const [stream, entries] of answer ?? []) {
    const partition = partitions[streams.indexOf(stream.toString())];
    for (const [id, fields] of entries) {
      if (partition !== undefined && fields !== null)
        await project(partition, await decodeEntry(id.toString(), fields));
    }
  }
}

async function project(partition: Partition, event: ReadEvent): Promise<void> {
  const { call = '', position } = event;
  const keys = callKeys(partition, call);
  const stored = decodeCall(await redis.hgetall(keys.call));
  const { epoch = ulid(), version: from = 0 } = stored ?? {};
  const known: Facts = new Map(stored?.facts.map(({ fact }) => [fact[0], fact]));
  const won = mergeFacts(known, factsOf(event.content));
  if (won.length > 0 || stored === undefined) {
    const version = from + 1;
    const written = won.flatMap(([key, rank, value]) => [key, `${version}|${rank}|${value}`]);
    await redis.hset(keys.call, 'epoch', epoch, 'version', version, ...written);
    await redis.hset(keys.row, 'epoch', epoch, 'version', version, ...rowOfAll(known));
    await publish(partition, { call, epoch, from: String(from), version: String(version) }, won);
  }
  await redis.hset(keys.records, event.receipt, `${won.length}|${from}||${position}|${recordOf(event)}`);
  await redis.xack(partitionKeys(partition).events, PROJECTOR_GROUP, position);
}

async function publish(
  partition: Partition,
  change: Record<string, string>,
  won: readonly Fact[],
): Promise<void> {
  const entry = { ...change, first: '1', last: '1', row: '[]', facts: JSON.stringify(won) };
  await redis.xadd(partitionKeys(partition).changes, '*', ...Object.entries(entry).flat());
}

function rowOfAll(facts: Facts): string[] {
  const row = rowFactsOf(facts.values()).flatMap(([key, rank, value]) => [key, `${rank}|${value}`]);
  const counters = countsOf([...facts.keys()].flatMap((key) => counterOf(key) || []));
  return [...row, ...[...counters].flatMap(([counter, count]) => [`count:${counter}`, `${count}|${count}`])];
}

function recordOf({ type, receivedAt, hash, path, body }: ReadEvent): string {
  return JSON.stringify({
    type,
    receivedAt,
    hash,
    path,
    bytes: body.length,
    eventTime: null,
    status: null,
    messages: 0,
  });
}
