import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHash } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ulid } from 'ulid';
import { CallStore } from '#call-store';
import { readEnvelope, type Fact } from '#contracts';
import { EventLog } from '#event-log';
import { claimPartitions, connectRedis, Log, readSettings, type RedisClient } from '#service';
import { createGateway } from '../../../apps/gateway/create-gateway.js';
import { createProjector, type ProjectorContext } from '../../../apps/projector/create-projector.js';
import { startRedis, type RedisForSpecs } from '../redis-for-specs.js';
import { startStore, type Store } from '../store-for-specs.js';
import { factsByKey } from './followed-call.js';
import { portOf } from './port-of.js';

const DEADLINE_MS = 20_000;

/** A projector and a gateway on a Redis of their own, and a hand to put events into the log. */
export interface LiveServices<S extends Store = RedisForSpecs> {
  readonly redis: S;
  readonly client: RedisClient;
  readonly store: CallStore;
  readonly log: EventLog;
  readonly url: string;
  readonly http: HttpServer;
  /** Lines logged so far. */
  readonly logged: () => string;
  /** Appends bodies as ingest would; resolves when they are in the log. */
  append(...bodies: readonly unknown[]): Promise<void>;
  /** Appends bodies, and resolves when they have been merged, in this order. */
  deliver(...bodies: readonly unknown[]): Promise<void>;
  /** The facts of a call in Redis, by key. */
  factsOf(call: string): Promise<Readonly<Record<string, Fact>>>;
  json(path: string, init?: RequestInit): Promise<unknown>;
  closeGateway(): Promise<void>;
  /** Starts a gateway anew, on the port of the one before. */
  startGateway(): Promise<void>;
  stop(): Promise<void>;
}

type Pace = Pick<ProjectorContext, 'retention' | 'choresEveryMs'>;

/**
 * @param env settings besides ports and Redis
 * @param pace what the projector keeps and how often it looks
 */
export async function startLive(
  env: Readonly<Record<string, string>> = {},
  pace: Pace = {},
): Promise<LiveServices> {
  return startOn(await startRedis(), env, pace);
}

/** On whatever this run of a spec is about. */
export async function startLiveOnStore(): Promise<LiveServices<Store>> {
  return startOn(await startStore(), {}, {});
}

async function startOn<S extends Store>(
  redis: S,
  env: Readonly<Record<string, string>>,
  pace: Pace,
): Promise<LiveServices<S>> {
  const settings = readSettings({ ...redis.env, GATEWAY_PORT: '0', PROJECTOR_PORT: '0', ...env });
  const lines: string[] = [];
  const contextOf = (service: string) => {
    const log = new Log({ service, format: 'json', write: (line) => lines.push(line) });
    return { settings, log, nest: { logger: log, abortOnError: false } };
  };
  const client = connectRedis(settings);
  const partitions = await claimPartitions(client, settings.partitions);
  const store = new CallStore(client, partitions, ulid);
  const log = new EventLog(client, partitions);
  const projector = await createProjector({ ...contextOf('projector'), ...pace });
  let port = 0;
  let gateway: NestFastifyApplication | undefined;
  const startGateway = async () => {
    gateway = await createGateway({ ...contextOf('gateway'), dashboardFolder: 'dist/apps/dashboard' });
    await gateway.listen(port, '127.0.0.1');
    port = portOf(gateway.getHttpServer());
  };
  const stop = async () => {
    await gateway?.close();
    await projector.close();
    client.disconnect();
    await redis.stop();
  };
  await startGateway().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const url = () => `http://localhost:${port}`;

  const append = async (...bodies: readonly unknown[]): Promise<string[]> => {
    const receipts: string[] = [];
    for (const content of bodies) {
      const body = Buffer.from(JSON.stringify(content));
      const hash = createHash('sha256').update(body).digest('hex');
      const receipt = ulid();
      const { call, type } = readEnvelope(content);
      const receivedAt = Date.now();
      await log.append({ receipt, type, call, receivedAt, path: '/webhook', body, hash, headers: {} });
      if (call !== undefined) receipts.push(`${receipt} ${call}`);
    }
    return receipts;
  };
  const isMerged = async (receipt: string): Promise<boolean> => {
    const call = receipt.slice(receipt.indexOf(' ') + 1);
    return (await store.record(call, receipt.slice(0, receipt.indexOf(' ')))) !== undefined;
  };
  return {
    redis,
    client,
    store,
    log,
    get url() {
      return url();
    },
    get http(): HttpServer {
      if (gateway === undefined) throw new Error('there is no gateway');
      return gateway.getHttpServer();
    },
    logged: () => lines.join('\n'),
    append: async (...bodies) => void (await append(...bodies)),
    deliver: async (...bodies) => {
      for (const body of bodies) {
        for (const receipt of await append(body)) {
          const deadline = performance.now() + DEADLINE_MS;
          // Often, for hundreds of events are waited for one by one.
          while (!(await isMerged(receipt))) {
            await delay(1);
            if (performance.now() > deadline)
              throw new Error(`${receipt} was not merged:\n${lines.join('\n')}`);
          }
        }
      }
    },
    factsOf: async (call) => factsByKey((await store.read(call))?.facts.map(({ fact }) => fact) ?? []),
    json: async (path, init) => (await fetch(`${url()}${path}`, init)).json(),
    closeGateway: async () => {
      await gateway?.close();
      gateway = undefined;
    },
    startGateway,
    stop,
  };
}
