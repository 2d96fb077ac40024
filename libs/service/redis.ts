import { Cluster, Redis } from 'ioredis';
import type { ClusterAccess } from './cluster-nodes.js';
import type { Settings } from './settings.js';

/** One Redis, or a cluster of them: every key carries its partition's hash tag, so callers need not know which. */
export type RedisClient = Redis | Cluster;

export interface ConnectOptions {
  /** Told when Redis is reached and when it is lost; `reason` is the last error's message. */
  readonly onState?: (state: 'up' | 'down', reason: string) => void;
  /**
   * A command fails at once while Redis is away, instead of waiting for it, and is never sent again: for ingest, whose
   * callers wait for an answer and would otherwise pile up in memory.
   */
  readonly failFast?: boolean;
}

/** A command that gets no reply for so long has failed; whether it was carried out is then unknown. */
const COMMAND_TIMEOUT_MS = 5_000;
const FAIL_FAST_TIMEOUT_MS = 2_000;
/** A link that is asked and says nothing for so long is dead, though nobody has told us: it is made anew. */
const SILENT_LINK_MS = 4_000;
const FAIL_FAST_SILENT_LINK_MS = 1_500;
/** Nothing answers the call at all, as when packets are thrown away; the default is 10 s. */
const CONNECT_TIMEOUT_MS = 3_000;
/**
 * How often a command is sent on while a cluster fails over or moves its slot: as often as fits into its time, since
 * ioredis goes on with one whose time is up. Every 100 ms two of these are used up.
 */
const MAX_REDIRECTIONS = 100;
const FAIL_FAST_MAX_REDIRECTIONS = 40;

/**
 * Connects, now and again for as long as it takes. Writes may be sent twice after a lost connection (ioredis resends
 * what was not answered, unless it is to fail fast), so every write of ours tolerates that.
 */
export function connectRedis(
  settings: Pick<Settings, 'redisUrl' | 'redisClusterNodes'> & Partial<Pick<Settings, 'redisClusterAccess'>>,
  { onState, failFast = false }: ConnectOptions = {},
): RedisClient {
  const timing = failFast
    ? {
        maxRetriesPerRequest: 1,
        commandTimeout: FAIL_FAST_TIMEOUT_MS,
        socketTimeout: FAIL_FAST_SILENT_LINK_MS,
        // The caller has long done otherwise with what was not answered. Its promise is ended by commandTimeout.
        autoResendUnfulfilledCommands: false,
      }
    : { maxRetriesPerRequest: null, commandTimeout: COMMAND_TIMEOUT_MS, socketTimeout: SILENT_LINK_MS };
  const options = { ...timing, connectTimeout: CONNECT_TIMEOUT_MS };
  const client =
    settings.redisClusterNodes.length > 0
      ? new Cluster([...settings.redisClusterNodes], {
          redisOptions: { ...options, ...loginOf(settings.redisClusterAccess) },
          enableOfflineQueue: !failFast,
          maxRedirections: failFast ? FAIL_FAST_MAX_REDIRECTIONS : MAX_REDIRECTIONS,
          // A certificate names a host: its address would not do.
          ...(settings.redisClusterAccess?.isEncrypted === true && { dnsLookup: keepName }),
        })
      : new Redis(settings.redisUrl, {
          ...options,
          enableOfflineQueue: !failFast,
          retryStrategy: (attempt: number) => Math.min(attempt * 50, 1_000),
          // A master that became a replica keeps its links; the address may lead to the new master by now.
          reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
        });
  reportState(client, onState);
  return client;
}

function loginOf(access: ClusterAccess | undefined) {
  return {
    ...(access?.username !== undefined && { username: access.username }),
    ...(access?.password !== undefined && { password: access.password }),
    ...(access?.isEncrypted === true && { tls: {} }),
  };
}

function keepName(host: string, callback: (error: null, address: string) => void): void {
  callback(null, host);
}

export function isCluster(client: RedisClient): client is Cluster {
  return client instanceof Cluster;
}

function reportState(client: RedisClient, onState: ConnectOptions['onState']): void {
  let reason = '';
  let isUp: boolean | undefined;
  const tell = (up: boolean): void => {
    if (isUp === up) return;
    isUp = up;
    onState?.(up ? 'up' : 'down', reason);
  };
  client.on('error', (error: Error) => {
    reason = lastNodeErrorOf(error) ?? error.message;
    tell(false);
  });
  client.on('ready', () => tell(true));
  // Not 'close', which also comes when we end the connection ourselves.
  client.on('reconnecting', () => tell(false));
}

/** Of a cluster none of whose nodes would do, why the last one would not. */
function lastNodeErrorOf(error: Error): string | undefined {
  const last: unknown = Reflect.get(error, 'lastNodeError');
  return last instanceof Error ? last.message : undefined;
}
