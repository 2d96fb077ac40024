import { hostname } from 'node:os';
import { pid } from 'node:process';
import { Module, type DynamicModule, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ulid } from 'ulid';
import { CallRebuild, CallStore } from '#call-store';
import { DeadLetters, EventConsumer, EventLog, EventLogServer } from '#event-log';
import {
  claimPartitions,
  connectRedis,
  HealthModule,
  Lease,
  RedisConnection,
  type HealthChecks,
  Log,
  type RedisClient,
  type Settings,
} from '#service';
import { Archive } from './archive.js';
import { choresOf } from './chores-of.js';
import { Janitor } from './janitor.js';
import { Merging } from './merging.js';
import { presentProjection, type Projection } from './projection.js';
import { ProjectionLog } from './projection-log.js';
import { ProjectorController } from './projector.controller.js';
import { Refolding } from './refolding.js';
import { retentionOf, type Retention } from './retention.js';

@Module({})
class ProjectorModule {
  static with(
    redis: RedisClient,
    merging: Merging,
    janitor: Janitor,
    archive: Archive,
    log: Log,
    checks: HealthChecks,
  ): DynamicModule {
    return {
      module: ProjectorModule,
      imports: [HealthModule.for(checks)],
      controllers: [ProjectorController],
      providers: [
        { provide: Merging, useValue: merging },
        { provide: Janitor, useValue: janitor },
        { provide: Archive, useValue: archive },
        { provide: Log, useValue: log },
        { provide: RedisConnection, useValue: new RedisConnection(redis) },
        ProjectionLog,
      ],
    };
  }
}

export interface ProjectorContext {
  readonly settings: Settings;
  readonly log: Log;
  readonly nest: NestApplicationOptions;
  /** What the settings say, unless told otherwise. */
  readonly retention?: Retention;
  readonly choresEveryMs?: number;
  /** How this code makes calls of events, unless told otherwise. */
  readonly projection?: Projection;
}

const CHORES_EVERY_MS = 10_000;
const LEASE_MS = 30_000;

/** The projector, reading events from its start on; closing it finishes what it was merging. */
export async function createProjector({
  settings,
  log,
  nest,
  retention = retentionOf(settings),
  choresEveryMs = CHORES_EVERY_MS,
  projection = presentProjection,
}: ProjectorContext): Promise<NestFastifyApplication> {
  let isUp = false;
  const redis = connectRedis(settings, {
    onState: (state, reason) => {
      isUp = state === 'up';
      if (isUp) log.log('connected to Redis');
      else log.warn(`Redis is out of reach (${reason}); events wait in the log`);
    },
  });
  const partitions = await claimPartitions(redis, settings.partitions);
  const name = `${hostname()}:${pid}`;
  const onError = (error: unknown, attempted: string) =>
    log.warn(`${attempted} failed and will be tried again`, error);
  const consumer = new EventConsumer({
    redis,
    partitions,
    deadLetters: new DeadLetters(redis, partitions),
    consumer: name,
    onError,
  });
  const calls = new CallStore(redis, partitions, ulid);
  const rebuild = new CallRebuild(redis, partitions, ulid);
  const refolding = new Refolding(rebuild, new EventLog(redis, partitions), projection);
  const merging = new Merging(calls, refolding, projection);
  const chores = choresOf(redis, partitions, { calls, log, retention });
  const lease = new Lease(redis, 'callboard:janitor', name, LEASE_MS);
  const janitor = new Janitor({ lease, chores, everyMs: choresEveryMs, onError });
  const archive = new Archive({
    redis,
    partitions,
    folder: settings.archiveDir,
    consumer: name,
    newName: () => ulid().toLowerCase(),
    log,
  });
  const ready = () => ({ ok: isUp, ...archive.health });
  const app = await NestFactory.create<NestFastifyApplication>(
    ProjectorModule.with(redis, merging, janitor, archive, log, { alive: () => ({ ok: true }), ready }),
    new FastifyAdapter(),
    nest,
  );
  app.connectMicroservice({ strategy: new EventLogServer(consumer) });
  await app.startAllMicroservices();
  janitor.start();
  archive.start();
  return app;
}
