import { findRedis } from '../../tools/redis-command.js';
import { startCluster } from './cluster-for-specs.js';
import { startRedis } from './redis-for-specs.js';

/** Where events and calls are kept, of a spec's own: one Redis or a cluster. */
export interface Store {
  /** What services need to find it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface Topology {
  readonly where: string;
  readonly start: () => Promise<Store>;
}

const ONE_REDIS: Topology = { where: 'one Redis', start: () => startRedis() };
const A_CLUSTER: Topology = { where: 'a Redis Cluster', start: startCluster };

/** What every promise is kept on, for `describe.each`. A machine that runs Redis in containers has no cluster. */
export const TOPOLOGIES: readonly Topology[] =
  (await findRedis()) === undefined ? [ONE_REDIS] : [ONE_REDIS, A_CLUSTER];
