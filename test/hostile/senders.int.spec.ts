import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DeadLetters, EventLog } from '#event-log';
import { connectRedis, Log, partitionsOf, readSettings, type RedisClient } from '#service';
import { createIngest } from '../../apps/ingest/create-ingest.js';
import { eventually } from '../support/eventually.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';

const BODY_TIMEOUT_MS = 4_000;
const REQUEST_TIMEOUT_MS = 6_000;

// Its senders wait for seconds, as ingest does for them; on a busy machine for more.
jest.setTimeout(60_000);

let server: RedisForSpecs;
let redis: RedisClient;
let app: NestFastifyApplication;
let url = '';
let dataDir = '';
let lines: string[] = [];
/** Connections of the spec that runs. */
let sockets: Socket[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
  dataDir = await mkdtemp(join(tmpdir(), 'callboard-senders-'));
  const log = new Log({ service: 'ingest', format: 'json', write: (line) => lines.push(line) });
  app = await createIngest({
    settings: readSettings({ REDIS_URL: server.url, DATA_DIR: dataDir }),
    redis,
    clock: { now: Date.now },
    log,
    nest: { logger: log, abortOnError: false },
    bodyTimeoutMs: BODY_TIMEOUT_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
}, 60_000);
afterAll(async () => {
  await app.close();
  redis.disconnect();
  await server.stop();
  await rm(dataDir, { recursive: true });
});
// What waits on disk, because a busy machine kept Redis from confirming it in time, comes when it comes.
beforeEach(async () => {
  await eventually(
    () => fetch(`${url}/readyz`).then((answer) => answer.text()),
    (ready) => /"spooledBytes":0\b/.test(ready) && ready.includes('"redis":"up"'),
  );
  await redis.flushall();
  lines = [];
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});

/** A connection that is open; what it does then is the spec's. */
function aConnection(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
    sockets.push(socket);
  });
}

const connections = (count: number) => Promise.all(Array.from({ length: count }, aConnection));
const head = (...headers: string[]) => ['POST /webhook HTTP/1.1', 'host: a', ...headers, '', ''].join('\r\n');

/** Everything said to what was sent, until the connection is closed. */
async function answerTo(...parts: (string | Buffer)[]): Promise<string> {
  const socket = await aConnection();
  const said = textOf(socket);
  for (const part of parts) socket.write(part);
  return said;
}

async function post(body: string | Buffer, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/webhook`, { method: 'POST', body: Buffer.from(body), headers });
  return { status: answer.status, said: await answer.text() };
}

const partitions = partitionsOf(16);
const stored = async () =>
  (await new EventLog(redis, partitions).readUnassigned(1_000)).map(({ body }) => body.toString()).toSorted();
const letters = () => new DeadLetters(redis, partitions).list(100);

/** Sends a byte now and then, for as long as it may. */
async function trickle(socket: Socket): Promise<void> {
  socket.resume();
  socket.write(head('content-length: 1000000'));
  while (socket.writable) {
    socket.write(' ');
    await delay(50);
  }
}

describe('senders whose bodies trickle', () => {
  it('are told so when their time is up, and no neighbour waits for them', async () => {
    const slow = await connections(100);
    const trickling = Promise.all(slow.map(trickle));

    const neighbours = await Promise.all(Array.from({ length: 20 }, (_, at) => post(`{"at":${at}}`)));
    await trickling;

    expect(neighbours.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    // Who goes on sending to a connection that was closed may not get to read why.
    const refused = lines.filter((line) => /"status":408.*did not arrive within 4 s/.test(line));
    expect(refused).toHaveLength(100);
    expect(await stored()).toHaveLength(20);
    expect(await letters()).toEqual([]);
  });
});

describe('five hundred connections that say nothing', () => {
  it('keep nobody from posting, and are closed when their time is up', async () => {
    const silent = await connections(500);
    const said = silent.map((socket) => textOf(socket));

    const neighbour = await post('{"at":"once"}');
    const answers = await Promise.all(said);

    expect(neighbour.status).toBe(200);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(await stored()).toEqual(['{"at":"once"}']);
  });
});

describe('headers that never end', () => {
  it('are waited for only so long', async () => {
    expect(await answerTo('POST /webhook HTTP/1.1\r\nhost: a\r\nx: ')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('are refused when there are too many', async () => {
    expect(await answerTo(head(...Array.from({ length: 3_000 }, (_, at) => `x-${at}: y`)))).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });
});

describe('a body that breaks off', () => {
  it.each([
    ['before its length', head('content-length: 10'), 'end'],
    ['before its length, by a reset', head('content-length: 10'), 'resetAndDestroy'],
    ['within a chunk', `${head('transfer-encoding: chunked')}9\r\n`, 'end'],
    ['between chunks', `${head('transfer-encoding: chunked')}2\r\n{}\r\n`, 'resetAndDestroy'],
  ] as const)('%s is no event, and harms no other', async (_, begun, how) => {
    const broken = await connections(20);
    const closed = broken.map((socket) => new Promise((resolve) => socket.on('close', resolve)));

    for (const socket of broken) {
      socket.resume();
      socket.write(`${begun}{}`, () => socket[how]());
    }
    await Promise.all(closed);

    expect(await post('{"at":"last"}')).toMatchObject({ status: 200 });
    expect(await stored()).not.toContain('{}');
    expect(await letters()).toEqual([]);
  });
});

describe('a body that is not as long as its headers say', () => {
  it('ends where they say, and what follows is no event', async () => {
    const answer = await answerTo(head('content-length: 9'), '{"at":1 }{"at":"smuggled"}');

    expect(answer).toMatch(/HTTP\/1\.1 400 .*not HTTP/s);
    expect(await eventually(stored, (bodies) => bodies.length > 0)).toEqual(['{"at":1 }']);
  });

  it.each([
    ['two lengths', ['content-length: 2', 'content-length: 12']],
    ['a length and chunks', ['content-length: 2', 'transfer-encoding: chunked']],
    ['no length that is a number', ['content-length: 2 apples']],
    ['an encoding nobody knows', ['transfer-encoding: rot13']],
  ])('is refused when they say %s', async (_, headers) => {
    expect(await answerTo(head(...headers), '2\r\n{}\r\n0\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await stored()).toEqual([]);
  });

  it('is refused when its chunks have no size', async () => {
    expect(await answerTo(head('transfer-encoding: chunked'), '2\r\n{}\r\nzzz\r\n')).toMatch(
      /HTTP\/1\.1 400 /,
    );
    expect(await stored()).toEqual([]);
  });
});

/** Blocks of a byte repeated 131,072 times, four bytes each. */
function zstdOf(megabytes: number): Buffer {
  const block = Buffer.from([0x02, 0x00, 0x10, 0x20]);
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  return Buffer.concat([frame, ...Array.from({ length: megabytes * 8 }, () => block)]);
}

describe('a small body that would be large when decompressed', () => {
  const spaces = Buffer.alloc(100_000_000, ' ');

  it.each([
    ['gzip', gzipSync(spaces, { level: 1 })],
    ['deflate', deflateSync(spaces, { level: 1 })],
    ['br', brotliCompressSync(spaces, { params: { 1: 1 } })],
    ['zstd', zstdOf(1_000)],
  ])('is never decompressed (%s), and its sender is told to post plain JSON', async (encoding, bomb) => {
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().rss;

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(bomb, { 'content-encoding': encoding })),
    );

    for (const { status, said } of answers) {
      expect(status).toBe(400);
      expect(said).toContain('Post it as plain JSON, without Content-Encoding.');
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(90_000_000);
    const ofTheseBombs = async () => (await letters()).filter(({ bytes }) => bytes === bomb.length);
    expect(await eventually(ofTheseBombs, ({ length }) => length >= 20)).toHaveLength(20);
  });
});

describe('a content type nobody would think of', () => {
  it.each([
    ['text', 'text/plain'],
    ['another charset', 'application/json; charset=utf-16'],
    ['parts without a boundary', 'multipart/form-data'],
    ['a form', 'application/x-www-form-urlencoded; boundary='],
    ['punctuation', 'a/b/c;;;=,"'],
    ['a path', '../../etc/passwd'],
    ['eight thousand letters', `application/${'x'.repeat(8_000)}`],
    ['a prototype', '__proto__'],
    ['no ASCII', '\u00ff\u00fe'],
  ])('keeps no event from being stored: %s', async (_, type) => {
    expect(await post('{"a":1}', { 'content-type': type })).toMatchObject({ status: 200 });
    expect(await stored()).toEqual(['{"a":1}']);
  });

  it('may be sent twice', async () => {
    const twice = head('content-type: a', 'content-type: b', 'content-length: 2', 'connection: close');

    expect(await answerTo(twice, '{}')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await stored()).toEqual(['{}']);
  });
});
