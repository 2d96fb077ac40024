import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type NestApplicationOptions,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ulid } from 'ulid';
import { CallStore, ChangeFeed } from '#call-store';
import { DeadLetters, EventLog } from '#event-log';
import {
  claimPartitions,
  connectRedis,
  HealthModule,
  IngestStateStore,
  requireSafeReach,
  type HealthChecks,
  RedisMemory,
  UsageStore,
  type Log,
  type RedisClient,
  type Settings,
} from '#service';
import { Calls } from './calls.js';
import { CallsController } from './calls.controller.js';
import { ConversationsController } from './conversations.controller.js';
import { serveDashboard } from './dashboard-page.js';
import { DashboardToken } from './dashboard-token.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { guardRequests } from './guard-requests.js';
import { LiveCalls } from './live-calls.js';
import { LiveServer } from './live-server.js';
import { takePulse } from './pulse.js';
import { RedisAwayFilter } from './redis-away.filter.js';
import { UsageController } from './usage.controller.js';

export interface GatewayContext {
  readonly settings: Settings;
  readonly log: Log;
  readonly nest: NestApplicationOptions;
  /** Where the built page is. */
  readonly dashboardFolder: string;
}

const PULSE_EVERY_MS = 5_000;

/** Puts the gateway together: knowing every call and following the changes, not yet listening. */
export async function createGateway({
  settings,
  log,
  nest,
  dashboardFolder,
}: GatewayContext): Promise<NestFastifyApplication> {
  requireSafeReach(settings);
  let isUp = false;
  const redis = connectRedis(settings, {
    onState: (state, reason) => {
      isUp = state === 'up';
      if (isUp) log.log('connected to Redis');
      else log.warn(`Redis is out of reach (${reason}); the page shows what it showed`);
    },
  });
  const partitions = await claimPartitions(redis, settings.partitions);
  const store = new CallStore(redis, partitions, ulid);
  const deadLetters = new DeadLetters(redis, partitions);
  const callBytes = settings.callsMaxMb * 1024 * 1024;
  const calls = new Calls(store, new EventLog(redis, partitions), callBytes);
  const live = new LiveCalls(store, partitions, (partition) => feed.runIdOf(partition), log);
  const feed = new ChangeFeed(redis, partitions, live);
  await feed.open();
  await live.load();

  const lifecycle = new Lifecycle();
  const checks = { alive: () => ({ ok: true }), ready: () => ({ ok: isUp }) };
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.with({ calls, deadLetters, live, redis }, lifecycle, checks),
    // Call ids may be 256 characters, each of them nine when encoded.
    new FastifyAdapter({ routerOptions: { maxParamLength: 2_400 } }),
    nest,
  );
  const token =
    settings.dashboardToken === undefined ? undefined : new DashboardToken(settings.dashboardToken);
  guardRequests(app.getHttpAdapter().getInstance(), settings, token);
  await serveDashboard(app, dashboardFolder, `http://localhost:${settings.ingestPort}/webhook`);

  const server = new LiveServer(app.getHttpServer(), {
    context: {
      rooms: live.rooms,
      rows: live.rows,
      wireEpoch: (call, epoch) => live.wireEpoch(call, epoch),
      seen: (call) => store.seen(call),
      onFailure: (error) => log.warn('a request of a page failed', error),
    },
    reach: settings,
    token,
  });
  live.listen(server);
  feed.start();
  const ingest = new IngestStateStore(redis);
  const beat = () =>
    void takePulse(redis, partitions, ingest, Date.now()).then((pulse) => server.pulse(pulse));
  beat();
  const heart = setInterval(beat, PULSE_EVERY_MS);
  lifecycle.onClosing = async () => {
    clearInterval(heart);
    live.close();
    await Promise.all([server.close(), feed.stop()]);
  };
  lifecycle.onClosed = () => redis.disconnect();
  return app;
}

/** What ends with the app: first what others see, at last the connection that all of it used. */
class Lifecycle implements BeforeApplicationShutdown, OnApplicationShutdown {
  onClosing: () => Promise<void> = () => Promise.resolve();
  onClosed: () => void = () => undefined;

  beforeApplicationShutdown(): Promise<void> {
    return this.onClosing();
  }

  onApplicationShutdown(): void {
    this.onClosed();
  }
}

interface GatewayParts {
  readonly calls: Calls;
  readonly deadLetters: DeadLetters;
  readonly live: LiveCalls;
  readonly redis: RedisClient;
}

@Module({})
class GatewayModule {
  static with(
    { calls, deadLetters, live, redis }: GatewayParts,
    lifecycle: Lifecycle,
    checks: HealthChecks,
  ): DynamicModule {
    return {
      module: GatewayModule,
      imports: [HealthModule.for(checks)],
      controllers: [CallsController, ConversationsController, DeadLettersController, UsageController],
      providers: [
        { provide: Calls, useValue: calls },
        { provide: DeadLetters, useValue: deadLetters },
        { provide: LiveCalls, useValue: live },
        { provide: UsageStore, useValue: new UsageStore(redis) },
        { provide: RedisMemory, useValue: new RedisMemory(redis) },
        { provide: Lifecycle, useValue: lifecycle },
        { provide: APP_FILTER, useClass: RedisAwayFilter },
      ],
    };
  }
}
