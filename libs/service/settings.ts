import { resolve } from 'node:path';
import { z } from 'zod';
import { clusterNodesOf, type ClusterAccess, type RedisNode } from './cluster-nodes.js';
import { isLoopback } from './loopback.js';

/** What the environment says, read once at start and handed on as values. */
export interface Settings {
  readonly ingestPort: number;
  readonly ingestHost: string;
  readonly gatewayPort: number;
  readonly gatewayHost: string;
  /** Only its health is served there. 0: any free port. */
  readonly projectorPort: number;
  /** `loopback`: the gateway listens on every address, but what publishes its port does so on loopback only. */
  readonly gatewayPublished: 'loopback' | undefined;
  /** Where ingest sends people who look for the page; without a slash at its end. */
  readonly dashboardUrl: string;
  readonly redisUrl: string;
  /** Empty: one Redis, at `redisUrl`. */
  readonly redisClusterNodes: readonly RedisNode[];
  readonly redisClusterAccess: ClusterAccess;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute; `undefined`: nothing is archived. */
  readonly archiveDir: string | undefined;
  /** Empty: webhooks are taken from anyone. */
  readonly webhookSecrets: readonly string[];
  readonly dashboardToken: string | undefined;
  /** Origins besides loopback ones that may use the gateway, as browsers send them. */
  readonly dashboardOrigins: readonly string[];
  readonly maxBodyBytes: number;
  /** Of the events that wait on disk for Redis. */
  readonly spoolMaxBytes: number;
  readonly partitions: number;
  /** Raw events: how long they are kept, and how much in all (mebibytes). */
  readonly retentionHours: number;
  readonly eventLogMaxMb: number;
  /** Calls: how long after they were last heard of, and how much in all (mebibytes). */
  readonly callRetentionDays: number;
  readonly callsMaxMb: number;
  readonly logFormat: 'pretty' | 'json';
}

/** Start code catches it, prints its message and exits: it says everything a reader needs. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads the settings; an empty variable counts as unset. Throws a SettingsError that lists every wrong one. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw new SettingsError(explain(parsed.error.issues, given));
  const read = parsed.data;
  return {
    ingestPort: read.INGEST_PORT ?? read.PORT ?? 8000,
    ingestHost: read.INGEST_HOST,
    gatewayPort: read.GATEWAY_PORT,
    gatewayHost: read.GATEWAY_HOST,
    projectorPort: read.PROJECTOR_PORT,
    gatewayPublished: read.GATEWAY_PUBLISHED,
    dashboardUrl: read.DASHBOARD_URL ?? `http://localhost:${read.GATEWAY_PORT}`,
    redisUrl: read.REDIS_URL,
    redisClusterNodes: read.REDIS_CLUSTER_NODES.nodes,
    redisClusterAccess: read.REDIS_CLUSTER_NODES.access,
    dataDir: resolve(read.DATA_DIR),
    archiveDir: read.ARCHIVE_DIR === undefined ? undefined : resolve(read.ARCHIVE_DIR),
    webhookSecrets: read.WEBHOOK_SECRETS,
    dashboardToken: read.DASHBOARD_TOKEN,
    dashboardOrigins: read.DASHBOARD_ORIGINS,
    maxBodyBytes: read.MAX_BODY_BYTES,
    spoolMaxBytes: read.SPOOL_MAX_MB * 1024 * 1024,
    partitions: read.PARTITIONS,
    retentionHours: read.RETENTION_HOURS,
    eventLogMaxMb: read.EVENT_LOG_MAX_MB,
    callRetentionDays: read.CALL_RETENTION_DAYS,
    callsMaxMb: read.CALLS_MAX_MB,
    logFormat: read.LOG_FORMAT,
  };
}

/**
 * Refuses a gateway that strangers could reach without a token: what it shows is health data, and it can delete.
 * Called by whatever is about to start a gateway.
 */
export function requireSafeReach(settings: Settings): void {
  const { gatewayHost, gatewayPublished, dashboardToken } = settings;
  if (isLoopback(gatewayHost) || gatewayPublished === 'loopback' || dashboardToken !== undefined) return;
  throw new SettingsError(
    `GATEWAY_HOST is ${JSON.stringify(gatewayHost)}, so anyone who reaches this machine could read and delete every call. ` +
      'Set DASHBOARD_TOKEN to a secret of your own, or leave GATEWAY_HOST at 127.0.0.1. ' +
      'If something else publishes this port on loopback only, say so with GATEWAY_PUBLISHED=loopback.',
  );
}

const SECRET = new Set(['WEBHOOK_SECRETS', 'DASHBOARD_TOKEN']);

const text = z.string().trim();
const whole = (least: number, most: number, meaning: string) => {
  const message = `${meaning} from ${least} to ${most}`;
  return text
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .pipe(z.number().min(least, message).max(most, message));
};
const port = whole(0, 65535, 'a port number (0: any free one)');
const host = text.regex(/^[\w.:-]+$/, 'a host name or IP address, such as 127.0.0.1');
const list = text.transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const httpUrl = 'an address that starts with http:// or https://';
const redisUrl = 'an address such as redis://127.0.0.1:6379 or rediss://user:password@host:6380';
const origins = 'origins separated by commas, such as https://calls.example.com';
const nodes =
  'host:port pairs separated by commas, such as 10.0.0.1:6379,10.0.0.2:6379, ' +
  'one of them as rediss://user:password@10.0.0.1:6379 where all nodes ask for that';

const Environment = z.object({
  INGEST_PORT: port.optional(),
  PORT: port.optional(),
  INGEST_HOST: host.default('127.0.0.1'),
  GATEWAY_PORT: port.default(8080),
  GATEWAY_HOST: host.default('127.0.0.1'),
  PROJECTOR_PORT: port.default(8081),
  GATEWAY_PUBLISHED: z.literal('loopback', 'loopback, or nothing').optional(),
  DASHBOARD_URL: text
    .refine((value) => protocolOf(value, ['http:', 'https:']), httpUrl)
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  REDIS_URL: text
    .refine((value) => protocolOf(value, ['redis:', 'rediss:']), redisUrl)
    .default('redis://127.0.0.1:6379'),
  REDIS_CLUSTER_NODES: list.default([]).transform((items, context) => {
    const read = clusterNodesOf(items);
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: nodes });
    return z.NEVER;
  }),
  DATA_DIR: text.default('.callboard'),
  ARCHIVE_DIR: text.optional(),
  WEBHOOK_SECRETS: list
    .refine((items) => items.length > 0, 'one or more secrets separated by commas')
    .default([]),
  DASHBOARD_TOKEN: text.optional(),
  DASHBOARD_ORIGINS: list
    .refine((items) => items.every((item) => originOf(item) !== undefined), origins)
    .transform((items) => items.flatMap((item) => originOf(item) ?? []))
    .default([]),
  MAX_BODY_BYTES: whole(1024, 512 * 1024 * 1024, 'a number of bytes').default(5 * 1024 * 1024),
  SPOOL_MAX_MB: whole(1, 1024 * 1024, 'a number of megabytes').default(1024),
  PARTITIONS: whole(1, 256, 'a whole number').default(16),
  RETENTION_HOURS: whole(1, 87_600, 'a whole number of hours').default(168),
  EVENT_LOG_MAX_MB: whole(1, 1_048_576, 'a whole number of megabytes').default(256),
  CALL_RETENTION_DAYS: whole(1, 3_650, 'a whole number of days').default(30),
  CALLS_MAX_MB: whole(1, 1_048_576, 'a whole number of megabytes').default(384),
  LOG_FORMAT: z.enum(['pretty', 'json'], 'pretty or json').default('json'),
});

function explain(issues: readonly z.core.$ZodIssue[], given: NodeJS.ProcessEnv): string {
  const byName = new Map(issues.map((issue) => [String(issue.path[0]), issue.message]));
  const lines = [...byName].map(
    ([name, mayBe]) => `  ${name} is ${shown(name, given[name] ?? '')}; it may be ${mayBe}.`,
  );
  return [lines.length === 1 ? 'A setting is wrong:' : `${lines.length} settings are wrong:`, ...lines].join(
    '\n',
  );
}

function shown(name: string, value: string): string {
  if (SECRET.has(name)) return '(not shown)';
  // Anything with an @ may hold a password, also where it isn't a URL that can be taken apart.
  return JSON.stringify(value.replace(/^([^/]*\/\/)?.*@/s, '$1…@'));
}

function protocolOf(value: string, allowed: readonly string[]): boolean {
  return URL.canParse(value) && allowed.includes(new URL(value).protocol);
}

function originOf(value: string): string | undefined {
  if (!protocolOf(value, ['http:', 'https:'])) return undefined;
  const { origin } = new URL(value);
  return value.replace(/\/$/, '').toLowerCase() === origin ? origin : undefined;
}
