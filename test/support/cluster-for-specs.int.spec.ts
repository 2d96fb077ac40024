import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectRedis, readSettings, type RedisClient } from '#service';
import { startCluster, type ClusterForSpecs } from './cluster-for-specs.js';

let cluster: ClusterForSpecs;
let redis: RedisClient;

beforeAll(async () => {
  cluster = await startCluster();
  redis = connectRedis(readSettings(cluster.env));
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await cluster.stop();
});

describe('a cluster of a spec', () => {
  it('keeps its keys while their slots are moved to and fro', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `key ${index}`);
    for (const key of keys) await redis.set(key, key);

    const moved = await cluster.moveSlots(0, 1, 5);
    const back = await cluster.moveSlots(1, 0, 5);

    expect([moved.length, back.length]).toEqual([5, 5]);
    expect(await Promise.all(keys.map((key) => redis.get(key)))).toEqual(keys);
  }, 30_000);

  it('goes on with a replica when a master is killed, and has lost what it never told it', async () => {
    const shard = await cluster.shardOf('told');
    await redis.set('told', 'yes');
    await cluster.pauseReplication(shard);
    await redis.set('{told}later', 'yes');

    await cluster.killMaster(shard);
    await cluster.untilReplaced(shard);
    await cluster.restart(shard);

    expect(await redis.get('told')).toBe('yes');
    expect(await redis.get('{told}later')).toBeNull();
  }, 60_000);

  it('obeys a replica that takes over while the master lives', async () => {
    const shard = await cluster.shardOf('kept');
    await redis.set('kept', 'yes');

    await cluster.promote(shard);

    expect(await redis.get('kept')).toBe('yes');
  }, 60_000);
});
