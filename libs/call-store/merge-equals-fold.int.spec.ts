import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ulid } from 'ulid';
import type { Fact } from '#contracts';
// The merge script must do what this does.
// oxlint-disable-next-line no-restricted-imports
import { mergeFacts, type Facts } from '#projection';
import { connectRedis, partitionOf, partitionsOf, type RedisClient } from '#service';
import { changesOf, faultsOf, inOrder, plainModel, saying } from '../../test/support/merging.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { callKeys, partitionKeys } from './call-keys.js';
import { CALL_LIMITS } from './call-limits.js';
import type { EventFacts } from './call-model.js';
import { CallStore } from './call-store.js';

const GROUP = 'readers';
const RUNS = 80;
/** Every change carries its facts, so that they can be added up. */
const limits = { ...CALL_LIMITS, maxChangeBytes: 2 ** 30 };
const seed = Date.now() % 2 ** 31;
const partitions = partitionsOf(4);

let server: RedisForSpecs;
let clients: RedisClient[];
const redisAt = (index: number): RedisClient => {
  const client = clients[index % clients.length];
  if (client === undefined) throw new RangeError('no client');
  return client;
};

const storeAt = (index: number): CallStore => new CallStore(redisAt(index), partitions, ulid, limits);

beforeAll(async () => {
  server = await startRedis();
  clients = [1, 2, 3].map(() => connectRedis({ redisUrl: server.url, redisClusterNodes: [] }));
  // One for each of many stores.
  for (const client of clients) client.setMaxListeners(0);
  for (const partition of partitions)
    await redisAt(0).xgroup('CREATE', partitionKeys(partition).events, GROUP, '0', 'MKSTREAM');
}, 60_000);
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await server.stop();
});

/** What people and machines write: any unicode, and what trips a parser, a pattern or an object. */
const hostile = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'version',
      '1|2|3',
      '"',
      "'",
      '\\',
      '%d%s',
      '\0',
      '🙂',
      '\ud83d',
      '',
    ),
    fc.constantFrom('ab'.repeat(20_000), 'é|'.repeat(3_000), '[]', '{}', 'null', '-0', '1e400', '\u2028'),
  )
  .map((text) => text.toWellFormed());

const fact = fc
  .tuple(fc.constantFrom('n:', 'text:', 'head:'), hostile, fc.nat(5), hostile)
  .map(([kind, name, size, said]): Fact => {
    const value = JSON.stringify(said);
    const hash = createHash('sha256').update(value).digest('hex').slice(0, 16);
    return [`${kind}${name}`, `${String(size).padStart(7, '0')}${hash}`, value];
  });

const factsOfEvent = fc.array(fact, { maxLength: 12 });
/** Says more than one script takes. */
const longTelling = fc
  .tuple(fc.integer({ min: 501, max: 1_300 }), factsOfEvent)
  .map(([count, further]) => [
    ...Array.from({ length: count }, (_, n): Fact => [`n:${n}`, '1', '1']),
    ...further,
  ]);

/** A call's events, each said one to three times, in any order, in waves of batches that are merged at once. */
const deliveries = fc
  .array(fc.oneof({ weight: 12, arbitrary: factsOfEvent }, { weight: 1, arbitrary: longTelling }), {
    minLength: 1,
    maxLength: 10,
  })
  .chain((events) => {
    const copies = events.flatMap((_, index) => [index, index, index]);
    return fc.record({
      events: fc.constant(events),
      order: fc
        .shuffledSubarray(copies, { minLength: copies.length })
        .map((order) => [...events.keys(), ...order].toReversed()),
      sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }),
      fresh: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    });
  });

describe('merging in Redis', () => {
  it('gives what folding gives, in whatever order, batches and number of writers', async () => {
    console.log(`merge equals fold: seed ${seed}, ${RUNS} calls`);
    const all = { calls: 0, merges: 0, facts: 0, changes: 0 };
    await fc.assert(
      fc.asyncProperty(hostile, deliveries, async (name, { events, order, sizes, fresh }) => {
        const call = `call ${all.calls++} ${name.slice(0, 200).toWellFormed()}`;
        const said = events.map((facts) => asEvent([...mergedOf(facts).values()]));
        const stores = [0, 1, 2].map(storeAt);
        const batches = await readAsGroup(
          call,
          order.flatMap((index) => said[index] ?? []),
          sizes,
        );
        all.merges += batches.length;
        for (let first = 0; first < batches.length; first += 3) {
          const wave = batches.slice(first, first + 3).map((batch, index) => {
            const known = fresh[(first + index) % fresh.length] === true ? undefined : stores[index];
            return (known ?? storeAt(index)).merge(call, batch, plainModel, GROUP);
          });
          await Promise.all(wave);
        }

        const stored = await stores[0]?.read(call);
        const folded = mergedOf(events.flat());
        const changes = await changesOf(redisAt(0), partitions, call);
        expect(inOrder(stored?.facts.map((one) => one.fact) ?? [])).toBe(inOrder(folded.values()));
        expect(stored === undefined ? ['no call'] : faultsOf(stored, changes)).toEqual([]);
        expect(rowText(await stores[0]?.readRow(call))).toBe(rowOf(folded, events.flat()));
        expect((await stores[0]?.records(call))?.length).toBe(said.length);
        expect(await pendingOf(call)).toBe(0);
        all.facts += folded.size;
        all.changes += changes.length;
      }),
      { seed, numRuns: RUNS },
    );
    console.log(`merge equals fold: ${JSON.stringify(all)}`);
  }, 60_000);

  it('could not be done in steps that are not one: two writers then publish versions twice', async () => {
    const faults: string[] = [];
    for (let round = 0; round < 10; round++) {
      const call = `naive ${round}`;
      await Promise.all(
        [0, 1].map((writer) => mergeInSteps(redisAt(writer), call, [[`n:${writer}`, '1', `"${writer}"`]])),
      );
      const stored = await storeAt(0).read(call);
      if (stored !== undefined)
        faults.push(...faultsOf(stored, await changesOf(redisAt(0), partitions, call)).slice(0, 1));
    }

    console.log(`merging in steps: ${faults.length} of 10 calls are wrong, such as: ${faults[0]}`);
    expect(faults.length).toBeGreaterThan(0);
  });
});

function asEvent(facts: readonly Fact[]): EventFacts {
  return saying(facts, { rowFacts: rowFactsIn(facts) });
}

/** Row facts as any model could make them: one of a kind of fact. */
function rowFactsIn(facts: readonly Fact[]): Fact[] {
  const row: Facts = new Map();
  for (const [key, rank, value] of facts) {
    if (key.startsWith('text:')) mergeFacts(row, [['line', rank, value]]);
    if (key.startsWith('head:')) mergeFacts(row, [['who', rank, value]]);
  }
  return [...row.values()];
}

function mergedOf(facts: readonly Fact[]): Facts {
  const merged: Facts = new Map();
  mergeFacts(merged, facts);
  return merged;
}

function rowOf(folded: Facts, facts: readonly Fact[]): string {
  const things = [...folded.keys()].filter((key) => key.startsWith('n:')).length;
  const count: Fact[] =
    things === 0 ? [] : [['count:things', String(things).padStart(15, '0'), String(things)]];
  return inOrder([...rowFactsIn(facts), ...count]);
}

function rowText(row: { facts: readonly Fact[] } | undefined): string {
  return inOrder(row?.facts ?? []);
}

/** Puts events into the log and reads them as one of the group, so that they are pending; then in batches of these sizes. */
async function readAsGroup(call: string, events: readonly EventFacts[], sizes: readonly number[]) {
  const key = partitionKeys(partitionOf(call, partitions)).events;
  const read: EventFacts[] = [];
  for (const event of events) {
    const position = (await redisAt(0).xadd(key, '*', 'id', event.receipt)) ?? '';
    read.push({ ...event, position });
  }
  await redisAt(0).xreadgroup('GROUP', GROUP, 'one', 'COUNT', events.length, 'STREAMS', key, '>');
  const batches: EventFacts[][] = [];
  for (let at = 0, n = 0; at < read.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    batches.push(read.slice(at, at + size));
    at += size;
  }
  return batches;
}

async function pendingOf(call: string): Promise<unknown> {
  const [pending] = await redisAt(0).xpending(partitionKeys(partitionOf(call, partitions)).events, GROUP);
  return pending;
}

/** What a projector without a script would do: read, decide, write, publish. */
async function mergeInSteps(redis: RedisClient, call: string, facts: readonly Fact[]): Promise<void> {
  const partition = partitionOf(call, partitions);
  const key = callKeys(partition, call).call;
  const hash = await redis.hgetall(key);
  const version = Number(hash['version'] ?? 0);
  const epoch = hash['epoch'] ?? 'one epoch';
  const won = facts.filter(([name, rank]) => (hash[name]?.split('|')[1] ?? '') < rank);
  const fields = won.flatMap(([name, rank, value]) => [name, `${version + 1}|${rank}|${value}`]);
  await redis.hset(key, 'epoch', epoch, 'version', version + 1, ...fields);
  const change = { call, epoch, from: version, version: version + 1, first: 1, last: 1, row: '[]' };
  const entry = Object.entries({ ...change, facts: JSON.stringify(won) });
  await redis.xadd(
    partitionKeys(partition).changes,
    '*',
    ...entry.flatMap(([name, value]) => [name, String(value)]),
  );
}
