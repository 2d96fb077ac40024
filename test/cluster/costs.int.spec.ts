import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { aCall } from '../support/calls/a-call.js';
import { startCluster, type ClusterForSpecs } from '../support/cluster-for-specs.js';
import { eventually } from '../support/eventually.js';
import { LiveClient } from '../support/live/live-client.js';
import { startServicesOn, type HowMany } from '../support/services-on.js';

// Measurements of this machine; what is expected of them is only what any machine should keep.

let cluster: ClusterForSpecs;

beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);
afterAll(() => cluster.stop(), 30_000);

const MEASURED_MS = 4_000;

async function commandsSoFar(): Promise<number> {
  const commands = await cluster.onMasters((node) => node.commands());
  return commands.reduce((sum, count) => sum + count, 0);
}

async function commandsPerSecond(): Promise<number> {
  const [before, startedAt] = [await commandsSoFar(), performance.now()];
  await delay(MEASURED_MS);
  return ((await commandsSoFar()) - before) / ((performance.now() - startedAt) / 1000);
}

async function idleCommandsPerSecond(howMany: HowMany): Promise<number> {
  const services = await startServicesOn(cluster.env, howMany);
  await delay(1_000);
  const rate = await commandsPerSecond();
  await services.stop();
  return rate;
}

describe('a cluster on which nothing happens', () => {
  it('is asked some 160 times a second by each projector and each gateway, for 16 partitions', async () => {
    const ingest = await idleCommandsPerSecond({ projectors: 0, gateways: 0 });
    const projector = (await idleCommandsPerSecond({ projectors: 1, gateways: 0 })) - ingest;
    const gateway = (await idleCommandsPerSecond({ projectors: 0, gateways: 1 })) - ingest;

    console.log(
      `idle: ${projector.toFixed(0)} commands a second for a projector, ${gateway.toFixed(0)} for a gateway`,
    );
    expect(Math.max(projector, gateway)).toBeLessThan(250);
  }, 60_000);
});

describe('an event that comes when all has been quiet', () => {
  it('is seen soon', async () => {
    const services = await startServicesOn(cluster.env);
    const { id, events } = aCall({ seed: 'seen soon' });
    const client = await LiveClient.connect(services.gatewayUrls[0] ?? '');
    await client.watch(id);

    const latencies: number[] = [];
    for (const { body } of events.slice(0, 20)) {
      await delay(400);
      const [seen, postedAt] = [client.changes.length, performance.now()];
      await fetch(`${services.ingestUrl}/webhook`, { method: 'POST', body: JSON.stringify(body) });
      await eventually(
        () => client.changes.length,
        (count) => count > seen,
      );
      latencies.push(performance.now() - postedAt);
    }
    client.close();
    await services.stop();

    const [median = 0, worst] = [latencies.toSorted((a, b) => a - b)[10], Math.max(...latencies)];
    console.log(`from the webhook to the page: median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms`);
    expect(median).toBeLessThan(1_000);
  }, 60_000);
});

describe('WAIT 1 50 behind every XADD', () => {
  it('costs throughput', async () => {
    const [port = 0] = await cluster.onMasters((node) => Promise.resolve(node.port));
    const key = await keyOn(0);
    for (const connections of [1, 16]) {
      const plain = await addsPerSecond(port, key, connections, false);
      const waiting = await addsPerSecond(port, key, connections, true);
      console.log(
        `${connections} connections: ${plain.toFixed(0)} XADDs a second, ${waiting.toFixed(0)} with WAIT 1 50 ` +
          `(${(waiting / plain).toFixed(2)} of that)`,
      );
      expect(waiting).toBeGreaterThan(0);
    }
  }, 60_000);
});

async function keyOn(shard: number): Promise<string> {
  for (let n = 0; ; n++) if ((await cluster.shardOf(`measured ${n}`)) === shard) return `measured ${n}`;
}

/** Of 4 KB each. */
async function addsPerSecond(
  port: number,
  key: string,
  connections: number,
  waits: boolean,
): Promise<number> {
  const body = 'x'.repeat(4_096);
  const clients = Array.from({ length: connections }, () => new Redis({ port, host: '127.0.0.1' }));
  await Promise.all(clients.map((client) => client.ping()));
  const until = performance.now() + 2_000;
  let adds = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        await client.xadd(key, 'MAXLEN', '~', 1_000, '*', 'body', body);
        if (waits) await client.wait(1, 50);
        adds++;
      }
    }),
  );
  for (const client of clients) client.disconnect();
  return adds / 2;
}
