import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { eventually } from '../../test/support/eventually.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { randomOf } from '../simulate/random.js';
import { Wire } from './wire.js';

let server: RedisForSpecs;
let wire: Wire;
let client: Redis;
let direct: Redis;

beforeEach(async () => {
  server = await startRedis();
  wire = await Wire.start(server.port, randomOf('wire'));
  // Sends nothing again, so that what got through can be counted.
  client = new Redis(wire.url, { maxRetriesPerRequest: 0, retryStrategy: () => 10, commandTimeout: 500 });
  client.on('error', () => undefined);
  direct = new Redis(server.url);
  await client.ping();
}, 60_000);
afterEach(async () => {
  client.disconnect();
  direct.disconnect();
  await wire.close();
  await server.stop();
});

describe('the wire to Redis', () => {
  it('loses the answer to a command that Redis has carried out, and the connection with it', async () => {
    wire.loseAnswers('xadd', 1);

    await client.set('a', '1');
    await expect(client.xadd('log', '*', 'a', '1')).rejects.toThrow('max retries per request');

    expect(await direct.xlen('log')).toBe(1);
    expect(wire.lostAnswers).toBe(1);
    wire.heal();
    await eventually(
      () => client.get('a').catch(() => undefined),
      (value) => value === '1',
    );
  });

  it('delays what passes, and keeps its order', async () => {
    wire.delay(50);
    const startedAt = performance.now();

    const answers = await Promise.all(Array.from({ length: 20 }, () => client.incr('count')));

    expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(performance.now() - startedAt).toBeGreaterThan(5);
  });

  it('is silent, and brings what was sent meanwhile when it no longer is', async () => {
    wire.silence();

    await expect(client.set('a', 'said into the silence')).rejects.toThrow('timed out');
    expect(await direct.get('a')).toBeNull();
    wire.endSilence();

    await eventually(
      () => direct.get('a'),
      (value) => value === 'said into the silence',
    );
  });

  it('cuts connections, and takes new ones', async () => {
    const ended = new Promise((resolve) => {
      client.once('close', resolve);
    });

    expect(wire.cut()).toBe(1);

    await ended;
    await eventually(
      () => client.ping().catch(() => undefined),
      (answer) => answer === 'PONG',
    );
  });

  it('opens connections by half: the one end is gone, and the other hears nothing of it', async () => {
    expect(wire.halfOpen()).toBe(1);

    await expect(client.set('a', 'to nobody')).rejects.toThrow('timed out');
    expect(client.status).toBe('ready');
    expect(await direct.get('a')).toBeNull();
  });
});
