import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { EventPacker } from '#event-log';
import { Log, partitionOf, partitionsOf } from '#service';
import { PackQuietCalls } from '../../apps/projector/pack-quiet-calls.js';
import { logKeys } from '../../libs/event-log/log-keys.js';
import { PackedEvents } from '../../libs/event-log/packed-events.js';
import { buildIfStale } from '../support/build-if-stale.js';
import { callLog, type CallLog } from '../support/call-log.js';
import { aCall, aLongCall } from '../support/calls/a-call.js';
import { endWithUs } from '../support/end-with-us.js';
import { eventually } from '../support/eventually.js';
import { startProxy, type Rule } from '../support/proxy.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';
import { runProjector, type RunningProjector } from '../support/run-projector.js';

const partitions = partitionsOf(16);

let server: RedisForSpecs;
let calls: CallLog;
let projector: RunningProjector;

beforeAll(buildIfStale, 60_000);
beforeEach(async () => {
  server = await startRedis();
  calls = callLog(server.url);
  projector = await runProjector(server.url);
}, 60_000);
afterEach(async () => {
  await projector.stop();
  calls.close();
  await server.stop();
}, 60_000);

/** A round of packing in a process of its own; resolves with how it ended. */
async function packRound(
  redisUrl: string,
  rule?: (kill: () => void) => Rule,
): Promise<string | number | null> {
  const proxy = await startProxy(server.port);
  const child = spawn(process.execPath, ['test/support/pack-one-round.mjs', rule ? proxy.url : redisUrl], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'close').then(() => child.signalCode ?? child.exitCode);
  void ended.then(endWithUs(child.pid ?? 0));
  if (rule !== undefined) proxy.decide(rule(() => void child.kill('SIGKILL')));
  const how = await ended;
  await proxy.close();
  return how;
}

/** Killed when it sends its n-th step, which Redis never gets. */
const beforeStep =
  (count: number) =>
  (kill: () => void): Rule => {
    let steps = 0;
    return (direction, bytes) => {
      if (direction === 'reply' || !/\r\neval\r\n/i.test(bytes) || ++steps < count) return 'pass';
      kill();
      return 'drop';
    };
  };

/** Killed when Redis answers its n-th step: it is done, and the packer never learns of it. */
const beforeAnswer =
  (count: number) =>
  (kill: () => void): Rule => {
    let answers = 0;
    return (direction, bytes) => {
      if (direction === 'request' || !bytes.includes('$2\r\nok\r\n') || ++answers < count) return 'pass';
      kill();
      return 'drop';
    };
  };

/** By receipt, all that was appended. */
const posted = new Map<string, Buffer>();

async function append(bodies: readonly unknown[]): Promise<void> {
  for (const body of bodies) posted.set(await calls.append(body), Buffer.from(JSON.stringify(body)));
  await eventually(calls.unfinished, (count) => count === 0);
}

/** Where each event of a call stands, and what is wrong with that. */
async function faultsOf(call: string, bodies: readonly unknown[]) {
  const packed = new PackedEvents(calls.redis, partitions);
  const { chunks } = await packed.index(call);
  const inPack = chunks.flatMap(({ positions }) => positions);
  const entries = await calls.redis.xrange(logKeys(partitionOf(call, partitions)).events, '-', '+');
  const inStream = entries.filter(([, fields]) => fields.includes(call)).map(([id]) => id);
  const records = (await calls.store.records(call)).map(({ record, positions }) => ({
    ...record,
    positions,
  }));
  const faults: string[] = [];
  if (
    new Set([...inPack, ...inStream]).size !== bodies.length ||
    inPack.length + inStream.length !== bodies.length
  )
    faults.push(`${call}: ${inPack.length} packed and ${inStream.length} in the stream of ${bodies.length}`);
  const read = new Set<string>();
  for await (const { receipt, event } of calls.log.readAll(call, records)) {
    const body = posted.get(receipt);
    read.add(receipt);
    if (body === undefined || event?.body.equals(body) !== true)
      faults.push(`${receipt} is not what was posted`);
    else if (createHash('sha256').update(event.body).digest('hex') !== event.hash)
      faults.push(`${receipt} has another hash`);
  }
  if (read.size !== bodies.length) faults.push(`${call}: ${read.size} of ${bodies.length} events`);
  return { faults, inPack: inPack.length, inStream: inStream.length };
}

describe('a packer that is killed', () => {
  it('at any step leaves every event readable, once, as it was posted', async () => {
    const said = new Map<string, unknown[]>();
    const long = aLongCall({ messages: 60, seed: 'killed packer' }).map(({ body }) => body);
    said.set(long[0]?.message.call.id ?? '', long);
    for (let n = 0; n < 3; n++) {
      const { id, events } = aCall({ seed: `killed packer ${n}` });
      said.set(
        id,
        events.map(({ body }) => body),
      );
    }
    await append([...said.values()].flat());
    const [call = ''] = said.keys();
    const ends: (string | number | null)[] = [];
    const seen = { inPack: 0, inStream: 0, faults: [] as string[] };

    const look = async () => {
      for (const [id, bodies] of said) {
        const { faults, inPack, inStream } = await faultsOf(id, bodies);
        seen.faults.push(...faults);
        if (inPack > 0) seen.inPack++;
        if (inStream > 0) seen.inStream++;
      }
    };
    for (let n = 1; n <= 4; n++) {
      for (const rule of [beforeStep(n), beforeAnswer(n)]) {
        ends.push(await packRound(server.url, rule));
        await look();
        const late = { ...long[n], [`again ${ends.length}`]: true };
        said.get(call)?.push(late);
        await append([late]);
      }
    }
    const last = await packRound(server.url);
    await look();
    const left = [...said.keys()].map((id) => faultsOf(id, said.get(id) ?? []));

    const kills = ends.filter((end) => end === 'SIGKILL').length;
    console.log(
      `killed ${kills} times in ${ends.length} rounds; calls were seen with packed events ${seen.inPack} times, ` +
        `with events in the stream ${seen.inStream} times; faults: ${seen.faults.length}`,
    );
    expect(seen.faults).toEqual([]);
    expect(kills).toBeGreaterThan(5);
    expect(last).toBe(0);
    expect((await Promise.all(left)).map(({ inStream }) => inStream)).toEqual([0, 0, 0, 0]);
  }, 240_000);
});

describe('packing while events still come', () => {
  it('by two at once leaves every event readable, once', async () => {
    const bodies = aLongCall({ messages: 60, seed: 'packed while it lives' }).map(({ body }) => body);
    const call = bodies[0]?.message.call.id ?? '';
    const stores = { calls: calls.store, packer: new EventPacker(calls.redis, partitions) };
    const lines: string[] = [];
    const log = new Log({ service: 'packer', format: 'json', write: (line) => lines.push(line) });
    const terms = { endedMs: -60_000, silentMs: -60_000, maxCalls: 10 };
    const packers = [1, 2].map(() => new PackQuietCalls(stores, partitions, log, terms));
    const delivered = new AbortController();
    const packing = packers.map(async (packer) => {
      while (!delivered.signal.aborted) await packer.run(new AbortController().signal);
    });

    for (const body of bodies) await append([body]);
    delivered.abort();
    await Promise.all(packing);
    await packers[0]?.run(new AbortController().signal);

    const { faults, inPack, inStream } = await faultsOf(call, bodies);
    console.log(`packed ${lines.length} times while ${bodies.length} events came: ${faults.length} faults`);
    expect(lines.length).toBeGreaterThan(5);
    expect(faults).toEqual([]);
    expect([inPack, inStream]).toEqual([bodies.length, 0]);
  }, 120_000);
});
