import { startRedis, type RedisForSpecs } from './redis-for-specs.js';
import { startServicesOn } from './services-on.js';
import type { Store } from './topologies.js';

/** Ingest, a projector and a gateway on a Redis of their own, with everything they log. */
export interface AllServices<S extends Store = RedisForSpecs> {
  readonly redis: S;
  readonly ingestUrl: string;
  readonly gatewayUrl: string;
  /** Lines logged so far, by all three. */
  readonly logged: () => string;
  stop(): Promise<void>;
}

/** @param env settings besides ports and Redis */
export async function startAllServices(env: Readonly<Record<string, string>> = {}): Promise<AllServices> {
  return startAllServicesOn(await startRedis(), env);
}

/** On a Redis or a cluster that is theirs from now on, and stops with them. */
export async function startAllServicesOn<S extends Store>(
  redis: S,
  env: Readonly<Record<string, string>> = {},
): Promise<AllServices<S>> {
  const services = await startServicesOn({ ...redis.env, ...env });
  return {
    redis,
    ingestUrl: services.ingestUrl,
    gatewayUrl: services.gatewayUrls[0] ?? '',
    logged: services.logged,
    stop: async () => {
      await services.stop();
      await redis.stop();
    },
  };
}
