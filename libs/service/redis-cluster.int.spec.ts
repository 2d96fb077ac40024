import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type ClusterForSpecs } from '../../test/support/cluster-for-specs.js';
import { eventually } from '../../test/support/eventually.js';
import { PARTITIONS_KEY } from './partitions.js';
import { RedisClock } from './redis-clock.js';
import { connectRedis, type RedisClient } from './redis.js';
import { readSettings } from './settings.js';

let cluster: ClusterForSpecs;
let clients: RedisClient[] = [];

beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);
afterEach(() => {
  for (const client of clients) client.disconnect();
  clients = [];
});
afterAll(() => cluster.stop());

function connect(nodes: string, onState?: (state: string, reason: string) => void): RedisClient {
  const client = connectRedis(
    readSettings({ REDIS_CLUSTER_NODES: nodes }),
    onState === undefined ? {} : { onState },
  );
  clients.push(client);
  return client;
}

describe('a clock on a cluster', () => {
  it('is that of one master, whoever asks', async () => {
    const clocks = Array.from({ length: 12 }, () => new RedisClock(connect(cluster.addresses)));

    for (const clock of clocks) await clock.start();

    const asked = await cluster.onMasters(async (node) =>
      String(await node.ask('INFO', 'commandstats')).includes('cmdstat_time:'),
    );
    const expected = [false, false, false];
    expected[await cluster.shardOf(PARTITIONS_KEY)] = true;
    expect(asked).toEqual(expected);
    for (const clock of clocks) clock.stop();
  });
});

describe('a cluster that asks for a user and a password', () => {
  const user = ['ACL', 'SETUSER', 'calls', 'on', '>hunter2,@', '~*', '+@all'] as const;
  const open = ['ACL', 'SETUSER', 'default', 'on', 'nopass'] as const;

  it('takes what is given with one node for all, and is away to others for a reason that is told', async () => {
    await cluster.onEvery(async (node) => {
      await node.ask(...user);
      await node.ask('CONFIG', 'SET', 'requirepass', 'somebody else’s');
    });
    const [first = '', ...others] = cluster.addresses.split(',');
    const reasons: string[] = [];

    const welcome = connect([`redis://calls:hunter2%2C%40@${first}`, ...others].join());
    connect(cluster.addresses, (_, reason) => reasons.push(reason));

    const keys = Array.from({ length: 30 }, (_, index) => `key ${index}`);
    for (const key of keys) await welcome.set(key, key);
    expect(await Promise.all(keys.map((key) => welcome.get(key)))).toEqual(keys);
    await eventually(
      () => reasons,
      ({ length }) => length > 0,
    );
    expect(reasons[0]).toContain('NOAUTH');
    await cluster.onEvery((node) => node.ask(...open));
  });
});
