import { startRedis, type RedisForSpecs } from './redis-for-specs.js';
import { startServicesOn } from './services-on.js';
import { startStore, type Store } from './store-for-specs.js';

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
  return startOn(await startRedis(), env);
}

/** On whatever this run of a spec is about. */
export async function startAllServicesOnStore(): Promise<AllServices<Store>> {
  return startOn(await startStore());
}

async function startOn<S extends Store>(
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
