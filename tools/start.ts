import { join } from 'node:path';
import { SettingsError } from '#service';
import { askRedis } from './ask-redis.js';
import { banner } from './banner.js';
import { startChildService } from './child-service.js';
import { startPrivateRedis } from './private-redis.js';
import { ensureRedis } from './redis-command.js';
import { StartError } from './start-error.js';
import { takeLock } from './start-lock.js';
import { planStart, readyUrl, requireFreePorts, type StartPlan } from './start-plan.js';
import { stopSignal } from './stop-signal.js';
import { waitUntilReady } from './wait-until-ready.js';

// Everything on one machine: what is opened first is closed last, Redis after all that write to it.

const SERVICES = ['ingest', 'projector', 'gateway'] as const;

/** Resolves to why everything ends: a sentence when something ended by itself, undefined when we were asked to stop. */
type Ending = Promise<string | undefined>;

async function start(stopped: Ending): Promise<string | undefined> {
  const plan = await planStart(process.env);
  const giveFree = await takeLock(plan.settings.dataDir);
  try {
    await requireFreePorts(plan);
    return await withRedis(plan, stopped);
  } finally {
    await giveFree();
  }
}

async function withRedis(plan: StartPlan, stopped: Ending): Promise<string | undefined> {
  const { redisUrl, redisClusterNodes, dataDir } = plan.settings;
  if (redisClusterNodes.length > 0)
    return withServices(plan, `a cluster of ${redisClusterNodes.length} nodes`, stopped);
  if (plan.env.REDIS_URL?.trim()) return withServices(plan, await requireRedis(redisUrl), stopped);

  const redis = await startPrivateRedis({ command: await ensureRedis(say), folder: join(dataDir, 'redis') });
  say(`started a private Redis on port ${redis.port}`);
  const lost = redis.ended.then(
    () => `The private Redis stopped by itself; see ${join(dataDir, 'redis', 'redis.log')}`,
  );
  try {
    const env = { ...plan.env, REDIS_URL: redis.url };
    return await withServices({ ...plan, env }, undefined, Promise.race([stopped, lost]));
  } finally {
    await redis.stop();
  }
}

/** The host and port of a Redis that answers. */
async function requireRedis(url: string): Promise<string> {
  const { host } = new URL(url);
  if ((await askRedis(url, (redis) => redis.ping())) !== undefined) return host;
  throw new StartError(
    `No Redis answers at ${host}, or it refuses the password in REDIS_URL. Start it, or correct REDIS_URL, or leave it ` +
      'unset: npm start then brings a Redis of its own.',
  );
}

async function withServices(
  plan: StartPlan,
  redis: string | undefined,
  ending: Ending,
): Promise<string | undefined> {
  const services = SERVICES.map((name) => startChildService(name, plan.env));
  const anyEnding = Promise.race([ending, ...services.map((service) => service.ended)]);
  try {
    const ready = waitUntilReady(
      SERVICES.map((name) => ({ name, url: readyUrl(plan.addresses[name]) })),
      say,
    ).then(() => 'ready' as const);
    const first = await Promise.race([anyEnding, ready]);
    if (first !== 'ready') return first;
    console.log(banner(plan.settings, redis));
    return await anyEnding;
  } finally {
    say('stopping');
    await Promise.all(services.map((service) => service.stop()));
  }
}

function say(line: string): void {
  console.log(`> ${line}`);
}

try {
  const reason = await start(stopSignal().then(() => undefined));
  if (reason !== undefined) throw new StartError(`${reason}\nSo the rest was stopped too.`);
  process.exit(0);
} catch (error) {
  if (!(error instanceof StartError || error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
