import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Traffic } from '../support/traffic.js';
import { SystemOnCluster, type Outcome } from './system-on-cluster.js';

let system: SystemOnCluster;

beforeAll(async () => {
  system = await SystemOnCluster.start();
}, 60_000);
afterAll(() => system.stop(), 30_000);

const untilPosted = (traffic: Traffic, count: number): Promise<unknown> =>
  eventually(
    () => traffic.posted - traffic.refused,
    (taken) => taken >= count,
  );

const report = (what: string, traffic: Traffic, outcome: Outcome): void => {
  const { accepted, lost, faults, facts, clients, resets } = outcome;
  console.log(
    `${what}: of ${accepted} accepted events ${lost} lost (${traffic.refused} times ingest said to try again); ` +
      `${facts} facts, ${faults.length} faults; ${clients} clients equal after ${resets} resets`,
  );
};

describe('a cluster two of whose masters are killed under traffic', () => {
  it('goes on with their replicas, and calls, changes and clients agree on what is left', async () => {
    const traffic = new Traffic(system.services.ingestUrl, { calls: 6, seed: 'killed', pauseMs: 150 });
    await system.follow(traffic.calls);

    for (const shard of [0, 1]) {
      await untilPosted(traffic, 40 * (shard + 1));
      await system.cluster.killMaster(shard);
      await system.cluster.untilReplaced(shard);
      await system.cluster.restart(shard);
    }
    await untilPosted(traffic, 120);
    await traffic.end();
    const outcome = await system.settle(traffic);

    report('two masters killed', traffic, outcome);
    expect(outcome.faults).toEqual([]);
    expect(outcome.resets).toBeGreaterThanOrEqual(4);
  }, 120_000);
});

describe('a master that is killed with what its replica was never told', () => {
  it('takes it along; what is lost is counted, and calls, changes and clients agree on what is left', async () => {
    const traffic = new Traffic(system.services.ingestUrl, { calls: 6, seed: 'forgotten', pauseMs: 150 });
    await system.follow(traffic.calls);
    const [call = ''] = traffic.calls;
    const shard = await system.cluster.shardOf(`{${system.log.store.partitionOf(call).tag}}`);

    await untilPosted(traffic, 30);
    await system.cluster.pauseReplication(shard);
    const before = await system.log.store.records(call);
    await eventually(
      () => system.log.store.records(call),
      ({ length }) => length >= before.length + 5,
    );
    await system.cluster.killMaster(shard);
    await system.cluster.untilReplaced(shard);
    await system.cluster.restart(shard);
    await untilPosted(traffic, 90);
    await traffic.end();
    const outcome = await system.settle(traffic);

    report('a master killed that had stopped replicating', traffic, outcome);
    expect(outcome.lost).toBeGreaterThanOrEqual(5);
    expect(outcome.faults).toEqual([]);
  }, 120_000);
});

describe('a replica that takes over while its master lives, knowing less', () => {
  it('is noticed though no connection is lost, and calls, changes and clients agree on what it knows', async () => {
    const traffic = new Traffic(system.services.ingestUrl, { calls: 6, seed: 'deposed', pauseMs: 150 });
    await system.follow(traffic.calls);
    const [call = ''] = traffic.calls;
    const shard = await system.cluster.shardOf(`{${system.log.store.partitionOf(call).tag}}`);

    await untilPosted(traffic, 30);
    await system.cluster.pauseReplication(shard);
    const before = await system.log.store.records(call);
    await eventually(
      () => system.log.store.records(call),
      ({ length }) => length >= before.length + 5,
    );
    await system.cluster.promote(shard);
    await untilPosted(traffic, 90);
    await traffic.end();
    const outcome = await system.settle(traffic);

    report('a master deposed by a replica that knew less', traffic, outcome);
    expect(outcome.lost).toBeGreaterThanOrEqual(5);
    expect(outcome.faults).toEqual([]);
  }, 120_000);
});
