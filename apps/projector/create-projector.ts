import { hostname } from 'node:os';
import { pid } from 'node:process';
import { Module, type DynamicModule, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ulid } from 'ulid';
import { CallStore } from '#call-store';
import { DeadLetters, EventConsumer, EventLogServer } from '#event-log';
import {
  claimPartitions,
  connectRedis,
  HealthModule,
  RedisConnection,
  type HealthChecks,
  Log,
  type RedisClient,
  type Settings,
} from '#service';
import { ProjectionLog } from './projection-log.js';
import { ProjectorController } from './projector.controller.js';

@Module({})
class ProjectorModule {
  static with(redis: RedisClient, calls: CallStore, log: Log, checks: HealthChecks): DynamicModule {
    return {
      module: ProjectorModule,
      imports: [HealthModule.for(checks)],
      controllers: [ProjectorController],
      providers: [
        { provide: CallStore, useValue: calls },
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
}

/** The projector, reading events from its start on; closing it finishes what it was merging. */
export async function createProjector({
  settings,
  log,
  nest,
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
  const consumer = new EventConsumer({
    redis,
    partitions,
    deadLetters: new DeadLetters(redis, partitions),
    consumer: `${hostname()}:${pid}`,
    onError: (error, attempted) => log.warn(`${attempted} failed and will be tried again`, error),
  });
  const calls = new CallStore(redis, partitions, ulid);
  const ready = () => ({ ok: isUp });
  const app = await NestFactory.create<NestFastifyApplication>(
    ProjectorModule.with(redis, calls, log, { alive: () => ({ ok: true }), ready }),
    new FastifyAdapter(),
    nest,
  );
  app.connectMicroservice({ strategy: new EventLogServer(consumer) });
  await app.startAllMicroservices();
  return app;
}
