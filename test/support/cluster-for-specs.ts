import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import calculateSlot from 'cluster-key-slot';
import { freePort } from '../../tools/free-port.js';
import { startPrivateRedis, type PrivateRedis } from '../../tools/private-redis.js';
import { findRedis, type RedisCommand } from '../../tools/redis-command.js';
import { ClusterNode } from './cluster-node.js';
import { endWithUs } from './end-with-us.js';
import { eventually } from './eventually.js';

const MASTERS = 3;
const SLOTS = 16_384;
/** A master that is silent for so long is replaced: some 3 s after it is killed, elections counted. */
const NODE_TIMEOUT_MS = 2_000;
/** Whom replicas log in as, so that a spec can send them away. */
const REPLICATION_USER = 'replication';

/** A Redis Cluster of a spec's own: three masters, a replica each; `shard` is 0, 1 or 2. */
export interface ClusterForSpecs {
  /** As `REDIS_CLUSTER_NODES` takes them. */
  readonly addresses: string;
  /** What services need to find it, and a folder for an ingest. */
  readonly env: Readonly<Record<string, string>>;
  /** Moves `count` slots from one shard to another while all is running, first those that hold keys. */
  moveSlots(from: number, to: number, count: number): Promise<readonly number[]>;
  /** Ends the master of a shard as a crash would; resolves at once. */
  killMaster(shard: number): Promise<void>;
  /** Resolves when a shard whose master was killed has another one, and all slots are served. */
  untilReplaced(shard: number): Promise<void>;
  /** Starts again what was killed of a shard, as a replica of its new master, and waits until that one has caught up. */
  restart(shard: number): Promise<void>;
  /** From now on the shard's replica is told nothing; what its master holds by now it knows. */
  pauseReplication(shard: number): Promise<void>;
  /** Makes the replica of a shard its master, without asking anybody; the old master becomes its replica if it lives. */
  promote(shard: number): Promise<void>;
  /** Asks every master. */
  onMasters<T>(ask: (node: ClusterNode) => Promise<T>): Promise<T[]>;
  /** Asks every server that lives. */
  onEvery<T>(ask: (node: ClusterNode) => Promise<T>): Promise<T[]>;
  /** The shard that serves a key. */
  shardOf(key: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts it; resolves when every slot is served and every replica has caught up, some 4 s later. */
export async function startCluster(): Promise<ClusterForSpecs> {
  const command = await findRedis();
  if (command === undefined) throw new Error('a cluster needs a redis-server on the PATH');
  const folder = await mkdtemp(join(tmpdir(), 'callboard-cluster-'));
  const servers = await Promise.all(
    Array.from({ length: 2 * MASTERS }, (_, index) => startServer(command, join(folder, String(index)))),
  );
  const nodes = servers.map(({ node }) => node);
  const stop = async (): Promise<void> => {
    for (const node of nodes) node.close();
    await Promise.all(servers.map(async ({ redis }) => redis?.kill()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await makeCluster(nodes);
  } catch (error) {
    await stop();
    throw error;
  }

  const pairOf = (shard: number): readonly [Server, Server] => {
    const [master, replica] = [servers[shard], servers[shard + MASTERS]];
    if (master === undefined || replica === undefined) throw new RangeError(`there is no shard ${shard}`);
    return [master, replica];
  };
  const masterOf = async (shard: number): Promise<Server> => {
    for (const server of pairOf(shard)) {
      if (server.redis !== undefined && (await server.node.role()) === 'master') return server;
    }
    throw new Error(`shard ${shard} has no master`);
  };
  const replicaOf = async (shard: number): Promise<Server> => {
    for (const server of pairOf(shard)) {
      if (server.redis !== undefined && (await server.node.role()) === 'slave') return server;
    }
    throw new Error(`shard ${shard} has no replica`);
  };
  const living = (): Server[] => servers.filter(({ redis }) => redis !== undefined);
  const untilServed = async (): Promise<void> => {
    await eventually(
      () => Promise.all(living().map(({ node }) => node.isServing())),
      (serving) => serving.every(Boolean),
    );
  };
  const masters = (): Promise<Server[]> => Promise.all([0, 1, 2].map(masterOf));

  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return {
    addresses,
    env: { REDIS_CLUSTER_NODES: addresses, DATA_DIR: join(folder, 'ingest') },
    moveSlots: async (from, to, count) => {
      const [source, target] = [(await masterOf(from)).node, (await masterOf(to)).node];
      const slots = (await source.slotsWithMostKeys()).slice(0, count);
      for (const slot of slots)
        await moveSlot(
          slot,
          source,
          target,
          (await masters()).map(({ node }) => node),
        );
      return slots;
    },
    killMaster: async (shard) => {
      const master = await masterOf(shard);
      await master.redis?.kill();
      master.redis = undefined;
    },
    untilReplaced: async (shard) => {
      await eventually(
        () =>
          masterOf(shard).then(
            () => true,
            () => false,
          ),
        (isThere) => isThere,
      );
      await untilServed();
    },
    restart: async (shard) => {
      const dead = pairOf(shard).filter(({ redis }) => redis === undefined);
      for (const server of dead) server.redis = await server.run();
      await eventually(
        () =>
          replicaOf(shard).then(
            ({ node }) => node.hasCaughtUp(),
            () => false,
          ),
        (hasCaughtUp) => hasCaughtUp,
      );
      await untilServed();
    },
    pauseReplication: async (shard) => {
      const [{ node }, replica] = [await masterOf(shard), await replicaOf(shard)];
      const held = await node.offset();
      await eventually(
        () => replica.node.offset(),
        (offset) => offset >= held,
      );
      await node.ask('ACL', 'SETUSER', REPLICATION_USER, 'off');
      await node.ask('CLIENT', 'KILL', 'TYPE', 'replica');
    },
    promote: async (shard) => {
      const { node } = await replicaOf(shard);
      await node.ask('CLUSTER', 'FAILOVER', 'TAKEOVER');
      await eventually(
        () => node.role(),
        (role) => role === 'master',
      );
    },
    onMasters: async (ask) => Promise.all((await masters()).map(({ node }) => ask(node))),
    onEvery: (ask) => Promise.all(living().map(({ node }) => ask(node))),
    shardOf: async (key) => {
      const served = await Promise.all((await masters()).map(({ node }) => node.serves(calculateSlot(key))));
      return served.indexOf(true);
    },
    stop,
  };
}

interface Server {
  readonly node: ClusterNode;
  readonly run: () => Promise<PrivateRedis>;
  /** `undefined`: it was killed. */
  redis: PrivateRedis | undefined;
}

async function startServer(command: RedisCommand, folder: string): Promise<Server> {
  const [port, busPort] = [await freePort(), await freePort()];
  const options = {
    'cluster-enabled': 'yes',
    'cluster-config-file': 'nodes.conf',
    'cluster-node-timeout': NODE_TIMEOUT_MS,
    'cluster-announce-ip': '127.0.0.1',
    'cluster-port': busPort,
    // Also with old data, or what was never replicated would stand in the way of a new master.
    'cluster-replica-validity-factor': 0,
    'repl-diskless-sync-delay': 0,
    'repl-ping-replica-period': 1,
    masteruser: REPLICATION_USER,
    masterauth: REPLICATION_USER,
    user: `${REPLICATION_USER} on >${REPLICATION_USER} +psync +replconf +ping`,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...String(value).split(' ')]);
  const run = async (): Promise<PrivateRedis> => {
    const redis = await startPrivateRedis({ command, folder, port, args });
    void redis.ended.then(endWithUs(redis.pid));
    return redis;
  };
  const redis = await run();
  return { node: new ClusterNode(port, busPort), run, redis };
}

/** Makes six nodes a cluster: the first three masters of equal shares, the others a replica of each. */
async function makeCluster(nodes: readonly ClusterNode[]): Promise<void> {
  const [first] = nodes;
  for (const [shard, node] of nodes.slice(0, MASTERS).entries()) {
    const [start, end] = [shard, shard + 1].map((share) => Math.ceil((share * SLOTS) / MASTERS));
    await node.ask('CLUSTER', 'SET-CONFIG-EPOCH', shard + 1);
    await node.ask('CLUSTER', 'ADDSLOTSRANGE', start ?? 0, (end ?? 0) - 1);
  }
  for (const node of nodes.slice(1))
    await first?.ask('CLUSTER', 'MEET', '127.0.0.1', node.port, node.busPort);
  for (const node of nodes) {
    await eventually(
      () => node.knows(),
      (count) => count === nodes.length,
    );
  }
  for (const [shard, node] of nodes.slice(MASTERS).entries()) {
    const master = await nodes[shard]?.id();
    await node.ask('CLUSTER', 'REPLICATE', master ?? '');
  }
  for (const [index, node] of nodes.entries()) {
    await eventually(
      async () => (await node.isServing()) && (index < MASTERS || (await node.hasCaughtUp())),
      (isReady) => isReady,
    );
  }
  // Clients learn of replicas from any node, so all must have heard of them.
  await eventually(
    () => Promise.all(nodes.map((node) => node.countReplicas())),
    (counts) => counts.every((count) => count === MASTERS),
  );
}

const KEYS_AT_ONCE = 20;
const MIGRATE_TIMEOUT_MS = 5_000;

/** As `redis-cli --cluster reshard` does it. */
async function moveSlot(
  slot: number,
  source: ClusterNode,
  target: ClusterNode,
  masters: readonly ClusterNode[],
): Promise<void> {
  await target.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', await source.id());
  await source.ask('CLUSTER', 'SETSLOT', slot, 'MIGRATING', await target.id());
  for (;;) {
    const keys = await source.keysIn(slot, KEYS_AT_ONCE);
    if (keys.length === 0) break;
    await source.ask('MIGRATE', '127.0.0.1', target.port, '', 0, MIGRATE_TIMEOUT_MS, 'KEYS', ...keys);
  }
  for (const node of new Set([target, source, ...masters])) {
    await node.ask('CLUSTER', 'SETSLOT', slot, 'NODE', await target.id());
  }
}
