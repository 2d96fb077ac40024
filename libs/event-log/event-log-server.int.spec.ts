import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Catch, Controller, Module, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import { connectRedis, partitionsOf, type RedisClient } from '#service';
import { eventually } from '../../test/support/eventually.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import type { CallBatch } from './call-batch.js';
import { DeadLetters } from './dead-letters.js';
import { EventConsumer } from './event-consumer.js';
import { CALL_EVENTS, EventLogServer } from './event-log-server.js';
import { EventLog } from './event-log.js';
import { logKeys, PROJECTOR_GROUP } from './log-keys.js';

const partitions = partitionsOf(1);
const [partition] = partitions;
if (partition === undefined) throw new Error('there is one partition');
const { events } = logKeys(partition);

/** One that its thrower and its catcher know, and Nest does not. */
class Indigestible extends Error {
  override readonly name = 'Indigestible';
}

@Catch()
class Rethrow implements RpcExceptionFilter {
  catch(error: unknown) {
    return throwError(() => error);
  }
}

const handed: string[] = [];

@Controller()
@UseFilters(Rethrow)
class Handler {
  @EventPattern(CALL_EVENTS)
  async handle(@Payload() batch: CallBatch): Promise<void> {
    handed.push(...batch.events.map(({ call, content }) => `${call} ${JSON.stringify(content)}`));
    await Promise.resolve();
    if (batch.call === 'poison') throw new Indigestible('as it was thrown');
  }
}

@Module({ controllers: [Handler] })
class HandlerModule {}

let server: RedisForSpecs;
let redis: RedisClient;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

describe('the event log as a transport of Nest', () => {
  it('hands events to the pattern’s handler, and the handler’s error, as it was, to the consumer', async () => {
    const errors: unknown[] = [];
    const consumer = new EventConsumer({
      redis,
      partitions,
      deadLetters: new DeadLetters(redis, partitions),
      consumer: 'a consumer',
      onError: (error) => errors.push(error),
    });
    const app = await NestFactory.createMicroservice(HandlerModule, {
      strategy: new EventLogServer(consumer),
      logger: false,
    });
    await app.listen();
    const log = new EventLog(redis, partitions);
    const body = Buffer.from('{"a":1}');
    const event = { type: 'hang', receivedAt: 5, path: '/', body, hash: '', headers: {} };

    await log.append({ ...event, receipt: 'R1', call: 'fine' });
    await log.append({ ...event, receipt: 'R2', call: 'poison' });

    await eventually(
      () => errors,
      ({ length }) => length > 0,
    );
    expect(errors[0]).toBeInstanceOf(Indigestible);
    expect(errors[0]).toMatchObject({ message: 'as it was thrown' });
    expect(handed).toContain('fine {"a":1}');
    // The transport acknowledges nothing: who handles an event does that, with its effect.
    expect((await redis.xpending(events, PROJECTOR_GROUP))[0]).toBe(2);
    await app.close();
  });

  it('says so when nobody handles the pattern', async () => {
    const errors: unknown[] = [];
    const consumer = new EventConsumer({
      redis,
      partitions,
      deadLetters: new DeadLetters(redis, partitions),
      consumer: 'a consumer',
      onError: (error) => errors.push(error),
    });
    const transport = new EventLogServer(consumer);

    transport.listen(() => undefined);

    await eventually(
      () => errors,
      ({ length }) => length > 0,
    );
    expect(String(errors[0])).toBe('Error: nobody handles call-events');
    await transport.close();
  });
});
