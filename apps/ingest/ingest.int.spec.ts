import 'reflect-metadata';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DeadLetters, EventLog } from '#event-log';
import {
  connectRedis,
  IngestStateStore,
  Log,
  partitionOf,
  partitionsOf,
  readSettings,
  type RedisClient,
} from '#service';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { createIngest, type IngestOptions } from './create-ingest.js';

const NOW = Date.UTC(2026, 2, 5, 9, 21, 35);
const MAX_BODY_BYTES = 2_000;
const SECRETS = ['whsec-first-1a2b3c4d', 'whsec-second-5e6f7a8b'];

let server: RedisForSpecs;
let redis: RedisClient;
let app: NestFastifyApplication | undefined;
let base = '';
let dataDir = '';
let lines: string[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  lines = [];
  dataDir = await mkdtemp(join(tmpdir(), 'callboard-ingest-'));
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await rm(dataDir, { recursive: true });
});

async function anIngest(env: NodeJS.ProcessEnv = {}, options: Partial<IngestOptions> = {}): Promise<void> {
  const settings = readSettings({
    REDIS_URL: server.url,
    MAX_BODY_BYTES: String(MAX_BODY_BYTES),
    DATA_DIR: dataDir,
    ...env,
  });
  const own = connectRedis(settings, { failFast: true });
  await new Promise((resolve) => own.once('ready', resolve));
  const log = new Log({ service: 'ingest', format: 'json', write: (line) => lines.push(line) });
  const creating = createIngest({
    settings,
    redis: own,
    clock: { now: () => NOW },
    log,
    nest: { logger: log, abortOnError: false },
    onClosed: () => own.disconnect(),
    ...options,
  });
  app = await creating.catch((error: unknown) => {
    own.disconnect();
    throw error;
  });
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** As a sender without a mind of its own: no header added, no redirect followed. */
function send(
  method: string,
  path: string,
  body?: string | Buffer,
  options: RequestOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answer: Answer | undefined;
    const request = httpRequest(base, { method, path, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const parsed: unknown = text === '' ? undefined : JSON.parse(text);
        answer = { status: response.statusCode ?? 0, headers: response.headers, body: parsed };
      });
    });
    request.on('error', reject);
    // The answer may come before all is sent.
    request.on('close', () => (answer === undefined ? reject(new Error('no answer')) : resolve(answer)));
    request.end(body);
  });
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  send('POST', path, typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body), {
    headers,
  });

/** What the server says to these bytes before it closes the connection or has said `enough`. */
function sendBytes(bytes: string, enough: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      said += chunk.toString();
      if (said.includes(enough)) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(said));
  });
}

async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(answer)}`);
    await delay(10);
  }
}

const partitions = partitionsOf(16);
const unassigned = () => new EventLog(redis, partitions).readUnassigned(100);
const deadLetters = () => new DeadLetters(redis, partitions).list(100);
const state = () => new IngestStateStore(redis).read();

async function eventsOf(call: string) {
  const ids: string[] = [];
  for (const key of await redis.keys('*:events')) {
    for (const [id, fields] of await redis.xrange(key, '-', '+')) {
      if (fields[fields.indexOf('call') + 1] === call) ids.push(id);
    }
  }
  return new EventLog(redis, partitions).read(call, ids);
}

/** Everything Redis holds and has written to its append-only file, as one text. */
async function everythingInRedis(): Promise<string> {
  const texts: string[] = [];
  for (const key of await redis.keys('*')) {
    const reads: Record<string, () => Promise<unknown>> = {
      string: () => redis.get(key),
      hash: () => redis.hgetall(key),
      stream: () => redis.xrange(key, '-', '+'),
      set: () => redis.smembers(key),
      zset: () => redis.zrange(key, '0', '-1'),
      list: () => redis.lrange(key, 0, -1),
    };
    texts.push(key, JSON.stringify(await reads[await redis.type(key)]?.()));
  }
  const files = await readdir(server.dataDir, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    texts.push((await readFile(join(file.parentPath, file.name))).toString());
  }
  return texts.join('\n');
}

const anUpdate = (call: string, extra: object = {}) => ({
  message: { type: 'status-update', call: { id: call, status: 'ongoing' }, ...extra },
});
const aBodyOf = (bytes: number) => JSON.stringify('a'.repeat(bytes - 2));

describe('an ingest without secrets', () => {
  beforeEach(() => anIngest());

  it('says once at start that it is open', () => {
    expect(lines.filter((line) => line.includes('WEBHOOK_SECRETS'))).toEqual([
      expect.stringContaining('whoever knows the address of ingest can post events'),
    ]);
  });

  it('stores an event as it was posted and says so', async () => {
    const body = ' {"message":{"type":"hang","call":{"id":"WC-1"},"n":1.0}}\n';

    const answer = await post('/webhook', body, {
      'user-agent': 'axios/1',
      'x-other': 'private',
      cookie: 'a=b',
    });

    expect(answer).toMatchObject({ status: 200, body: { status: 'ok', message: 'Done' } });
    expect(await eventsOf('WC-1')).toEqual([
      expect.objectContaining({
        receipt: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        type: 'hang',
        call: 'WC-1',
        receivedAt: NOW,
        path: '/webhook',
        body: Buffer.from(body),
        hash: createHash('sha256').update(body).digest('hex'),
        headers: { 'user-agent': 'axios/1' },
      }),
    ]);
  });

  it('gives each event a receipt id of its own, in the order they came', async () => {
    for (const status of ['queued', 'ongoing', 'finished']) {
      await post('/webhook', anUpdate('WC-2', { status }));
    }

    const receipts = (await eventsOf('WC-2')).map((event) => event.receipt);
    expect(new Set(receipts).size).toBe(3);
    expect(receipts).toEqual(receipts.toSorted());
  });

  it.each([
    ['/', '/'],
    ['/events', '/events'],
    ['/api/conversations', '/api/conversations'],
    ['/healthz', '/healthz'],
    ['/v1/server?token=abc&x', '/v1/server?token=[masked]&[masked]'],
    ['//a/../%zz', '//a/../%zz'],
  ])('takes a webhook at %s and keeps the path, without query values', async (path, kept) => {
    expect(await post(path, anUpdate('WC-3'))).toMatchObject({ status: 200 });

    expect(await eventsOf('WC-3')).toEqual([expect.objectContaining({ path: kept })]);
  });

  it('cuts a path at 1,024 characters', async () => {
    expect(await post(`/${'p'.repeat(9_000)}`, anUpdate('WC-3'))).toMatchObject({ status: 200 });

    expect(await eventsOf('WC-3')).toEqual([expect.objectContaining({ path: `/${'p'.repeat(1_023)}` })]);
  });

  it.each(['{"test":"message"}', '[]', '[1]', '"text"', '0', 'null', 'true', '\ufeff{}', ' {} '])(
    'stores any JSON value, with a call or without: %s',
    async (body) => {
      expect(await post('/webhook', body)).toMatchObject({ status: 200, body: { message: 'Done' } });

      const [event] = await unassigned();
      expect(event?.body.toString()).toBe(body.replace('\ufeff', ''));
      expect(event?.hash).toBe(createHash('sha256').update(body).digest('hex'));
    },
  );

  it.each([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data' },
    { 'content-type': 'nonsense' },
    { 'content-type': '' },
    { 'content-encoding': 'gzip' },
    { expect: 'the-unexpected' },
    {},
  ])('believes the body, not its headers: %j', async (headers: Record<string, string>) => {
    expect(await post('/webhook', { a: 1 }, headers)).toMatchObject({ status: 200 });
  });

  it('takes a body of a depth no recursion survives', async () => {
    await app?.close();
    await anIngest({ MAX_BODY_BYTES: '5000000' });
    const depth = 1_000_000;

    const answer = await post(
      '/webhook',
      `{"secret":"x","message":{"messages":${'['.repeat(depth)}${']'.repeat(depth)}}}`,
    );

    expect(answer).toMatchObject({ status: 200 });
    const [event] = await unassigned();
    expect(event?.body.subarray(0, 20).toString()).toBe('{"secret":"[masked]"');
  });

  it('answers an assistant-request with an empty object, once it is stored', async () => {
    const answer = await post('/webhook', { message: { type: 'assistant-request', call: { id: 'WC-4' } } });

    expect(answer).toMatchObject({ status: 200, body: {} });
    expect(answer.body).toEqual({});
    expect(await eventsOf('WC-4')).toHaveLength(1);
  });

  it.each([
    ['an empty body', '', /empty/],
    ['no JSON', '{"message":', /not JSON/],
    ['a form', 'payload=%7B%7D', /not JSON/],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), /UTF-16/],
    ['a compressed body', gzipSync('{"a":1}'), /compressed/],
  ])('refuses %s, says what to do, and keeps it as a dead letter', async (_, body, error) => {
    const answer = await post('/hook?key=abc', body);

    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(error), hint: expect.stringMatching(/Post/) },
    });
    expect(await deadLetters()).toEqual([
      expect.objectContaining({
        reason: expect.stringMatching(error),
        path: '/hook?key=[masked]',
        receivedAt: NOW,
      }),
    ]);
    expect(await unassigned()).toEqual([]);
  });

  it('keeps what is no JSON masked, and its first 16 KB at most', async () => {
    await app?.close();
    await anIngest({ MAX_BODY_BYTES: '100000' });

    await post('/webhook', `{"secret":"abcdef","text":"${'x'.repeat(50_000)}`);

    const [letter] = await deadLetters();
    expect(letter).toMatchObject({
      bytes: 50_027,
      excerpt: expect.stringMatching(/^\{"secret":"\[masked\]","text":"xxx/),
    });
    expect(letter?.excerpt).toHaveLength(16_384);
  });

  it('reports what it stored and refused', async () => {
    await post('/webhook', anUpdate('WC-5'));
    await post('/webhook', 'no');
    await post('/webhook', 'JSON');
    await post('/webhook', aBodyOf(MAX_BODY_BYTES + 1));

    expect(
      await until(state, (found) => found.refused.notJson.count === 2 && found.refused.tooLarge.count === 1),
    ).toEqual({
      secret: 'open',
      lastEventAt: NOW,
      refused: {
        secret: { count: 0, lastAt: null },
        tooLarge: { count: 1, lastAt: NOW },
        notJson: { count: 2, lastAt: NOW },
        notStored: { count: 0, lastAt: null },
      },
      spooled: 0,
    });
  });

  it('writes one wide line for each event and each refusal', async () => {
    await post('/webhook?k=v', anUpdate('WC-6'));
    await post('/webhook?k=v', 'no');

    expect(lines.slice(-2).map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 'log',
        message: 'event stored',
        call: 'WC-6',
        path: '/webhook?k=[masked]',
      }),
      expect.objectContaining({
        level: 'warn',
        message: 'webhook refused',
        status: 400,
        path: '/webhook?k=[masked]',
      }),
    ]);
  });
});

const anAskingHead = (length: number) =>
  `POST /webhook HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: ${length}\r\n\r\n`;

describe('the size of a body', () => {
  beforeEach(() => anIngest());
  const chunked = { headers: { 'transfer-encoding': 'chunked' } };

  it('may be the limit', async () => {
    expect(await post('/webhook', aBodyOf(MAX_BODY_BYTES))).toMatchObject({ status: 200 });
    expect(await send('POST', '/webhook', aBodyOf(MAX_BODY_BYTES), chunked)).toMatchObject({ status: 200 });
  });

  it('may not be a byte more, told beforehand or not', async () => {
    const refused = {
      status: 413,
      body: { error: expect.stringContaining('2000 bytes'), hint: expect.stringContaining('MAX_BODY_BYTES') },
    };

    expect(await post('/webhook', aBodyOf(MAX_BODY_BYTES + 1))).toMatchObject(refused);
    expect(await send('POST', '/webhook', aBodyOf(MAX_BODY_BYTES + 1), chunked)).toMatchObject(refused);
    expect(await unassigned()).toEqual([]);
  });

  it('is answered also when much more comes, of which nothing is kept', async () => {
    const head = Buffer.from('POST /webhook HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
    const aMegabyte = Buffer.concat([
      Buffer.from('f4240\r\n'),
      Buffer.alloc(1_000_000, ' '),
      Buffer.from('\r\n'),
    ]);
    const end = Buffer.from('0\r\n\r\n');
    const before = process.memoryUsage().arrayBuffers;
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    const said = textOf(socket);

    await pipeline(Readable.from([head, ...Array.from({ length: 400 }, () => aMegabyte), end]), socket);

    expect(await said).toMatch(/^HTTP\/1\.1 413 /);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200_000_000);
    expect(await post('/webhook', {})).toMatchObject({ status: 200 });
  });

  it('is looked at before a sender who asks is told to go on', async () => {
    expect(await sendBytes(anAskingHead(MAX_BODY_BYTES + 1), 'hint')).toMatch(/^HTTP\/1\.1 413 /);
    expect(await sendBytes(anAskingHead(2), '\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  });
});

describe('a body that does not come', () => {
  const head = 'POST /webhook HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n{"a"';

  it('is waited for only so long', async () => {
    await anIngest({}, { bodyTimeoutMs: 50 });

    expect(await sendBytes(head, 'never said')).toMatch(
      /^HTTP\/1\.1 408 .*connection: close.*did not arrive/s,
    );
  });

  it('is no event and no refusal of ours when its sender goes away', async () => {
    await anIngest();

    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.end(head));
    socket.resume();
    await new Promise((resolve) => socket.on('close', resolve));

    expect(await post('/webhook', {})).toMatchObject({ status: 200 });
    expect(await unassigned()).toHaveLength(1);
    expect(await deadLetters()).toEqual([]);
  });
});

describe('an ingest with a short secret', () => {
  it('says at start what is wrong with it, but not the secret', async () => {
    await anIngest({ WEBHOOK_SECRETS: `${SECRETS[0]},qwxz` });

    expect(lines.filter((line) => line.includes('WEBHOOK_SECRETS'))).toEqual([
      expect.stringContaining('less than 8 characters'),
    ]);
    expect(lines.join('\n')).not.toContain('qwxz');
  });
});

describe('an ingest with secrets', () => {
  beforeEach(() => anIngest({ WEBHOOK_SECRETS: SECRETS.join(',') }));

  it.each(SECRETS)('takes each of them, in either header', async (secret) => {
    expect(await post('/webhook', {}, { 'x-interactly-secret': secret })).toMatchObject({ status: 200 });
    expect(await post('/webhook', {}, { authorization: `Bearer ${secret}` })).toMatchObject({ status: 200 });
  });

  it('refuses a webhook without one, and says what to do', async () => {
    const refused = {
      status: 401,
      body: { hint: expect.stringMatching(/assistantServer\.secret.*WEBHOOK_SECRETS/) },
    };

    expect(await post('/webhook', {})).toMatchObject({
      ...refused,
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect(await post('/webhook', {}, { 'x-interactly-secret': 'wrong' })).toMatchObject(refused);
    expect(await post('/webhook', {}, { authorization: `Basic ${SECRETS[0]}` })).toMatchObject(refused);
    expect(await unassigned()).toEqual([]);
    expect(await until(state, (found) => found.refused.secret.count === 3)).toMatchObject({
      secret: 'required',
      refused: { secret: { count: 3, lastAt: NOW } },
    });
  });

  it('refuses before it looks at the body', async () => {
    expect(await post('/webhook', aBodyOf(MAX_BODY_BYTES + 1))).toMatchObject({ status: 401 });
    expect(await sendBytes('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 999\r\n\r\n', 'hint')).toMatch(
      /^HTTP\/1\.1 401 /,
    );
    expect(
      await sendBytes(
        'POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n',
        'hint',
      ),
    ).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('asks nobody for it who only looks', async () => {
    expect(await send('GET', '/webhook')).toMatchObject({ status: 200 });
    expect(await send('GET', '/healthz')).toMatchObject({ status: 200 });
  });

  it('keeps none of what is masked, in Redis, its file or the log', async () => {
    const [ours = ''] = SECRETS;
    const planted = 'PLANTED-5e1f0a';
    const event = anUpdate(`WC-${ours}`, {
      type: `x-${ours}`,
      assistant: {
        assistantServer: { secret: planted, url: `https://a/?k=${planted}`, headers: { A: planted } },
      },
      call: { id: `WC-${ours}`, monitor: { controlUrl: `https://x/${planted}` } },
      messages: [{ text: `the secret is ${ours}` }],
      [`k-${ours}`]: 1,
    });
    const headers = { 'x-interactly-secret': ours, 'user-agent': `me ${ours}`, 'x-request-id': 'r1' };

    await post(`/hook/${ours}?key=${planted}`, event, headers);
    await post(`/hook/${ours}?key=${planted}`, `{"secret":"${planted}","text":"${ours}"`, headers);
    await post(`/hook/${ours}?key=${planted}`, '{}', { authorization: `Bearer ${planted}` });
    await until(state, (found) => found.refused.secret.count === 1);

    const kept = await everythingInRedis();
    expect(kept).toContain('the secret is [masked]');
    expect(kept).toContain('{"secret":"[masked]","text":"[masked]"');
    expect(kept).toContain('/hook/[masked]?key=[masked]');
    expect(kept).toContain('r1');
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const text of [kept, lines.join('\n')]) {
      expect(text).not.toContain(planted);
      expect(text).not.toContain(ours);
    }
  });
});

describe('who does not post', () => {
  beforeEach(() => anIngest({ DASHBOARD_URL: 'https://calls.example.com/board/' }));

  it.each([
    ['GET', '/', '/'],
    ['GET', '/?call=WC-1', '/?call=WC-1'],
    ['HEAD', '/', '/'],
    ['GET', '/api/conversations?events=true', '/api/conversations?events=true'],
    ['GET', '//evil.example/', undefined],
    ['GET', '/api//evil.example', '/api//evil.example'],
    ['DELETE', '/api/conversations', '/api/conversations'],
    ['PUT', '/api/x', '/api/x'],
    ['OPTIONS', '/api/x', '/api/x'],
  ])('%s %s is sent on to the dashboard at %s', async (method, path, location) => {
    const answer = await send(method, path, undefined, { headers: { 'content-type': 'nonsense' } });

    expect(answer.headers.location).toBe(
      location === undefined ? undefined : `https://calls.example.com/board${location}`,
    );
    expect(answer.status).toBe(location === undefined ? 200 : 308);
  });

  it('is sent on whatever the body is', async () => {
    expect(
      await send('DELETE', '/api/conversations', '{"a":', {
        headers: { 'content-type': 'application/json', 'content-length': 5 },
      }),
    ).toMatchObject({ status: 308 });
  });

  it('is told at a webhook address when the last event came, also by another ingest', async () => {
    expect(await send('GET', '/hooks/a')).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        lastEventAt: null,
        test: expect.stringContaining(`curl -X POST http://localhost:${new URL(base).port}/hooks/a `),
        dashboard: 'https://calls.example.com/board',
      },
    });

    await new IngestStateStore(redis).add({
      secret: 'open',
      lastEventAt: NOW - 1_000,
      refused: {
        secret: { count: 0, lastAt: null },
        tooLarge: { count: 0, lastAt: null },
        notJson: { count: 0, lastAt: null },
        notStored: { count: 0, lastAt: null },
      },
      spooled: 0,
    });
    expect(await send('GET', '/%zz')).toMatchObject({ body: { lastEventAt: '2026-03-05T09:21:34.000Z' } });

    await post('/hooks/a', {});
    expect(await send('GET', '/hooks/a')).toMatchObject({
      body: { lastEventAt: '2026-03-05T09:21:35.000Z' },
    });
  });

  it('may ask with HEAD and OPTIONS', async () => {
    expect(await send('HEAD', '/webhook')).toMatchObject({ status: 200, body: undefined });
    const options = await send('OPTIONS', '/webhook', undefined, {
      headers: { origin: 'https://evil.example' },
    });
    expect(options).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD, POST, OPTIONS' } });
    expect(options.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'PROPFIND', 'PURGE', 'TRACE'])(
    'is told that %s is no way to send an event',
    async (method) => {
      expect(
        await send(method, '/webhook', undefined, { headers: { 'content-type': 'application/json' } }),
      ).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD, POST, OPTIONS' },
        body: { error: expect.stringContaining('POST'), hint: expect.any(String) },
      });
    },
  );

  it('is told what is wrong with a request that is not HTTP', async () => {
    expect(await sendBytes('hello\r\n\r\n', 'never said')).toMatch(/^HTTP\/1\.1 400 .*"hint"/s);
    expect(await sendBytes(`GET / HTTP/1.1\r\na: ${'b'.repeat(20_000)}\r\n\r\n`, 'never said')).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });
});

describe('an ingest whose Redis is away', () => {
  it('keeps events on disk, is ready, and passes them on when Redis is back', async () => {
    await anIngest();
    await post('/webhook', anUpdate('WC-7'));
    await server.kill();

    const answers = [];
    for (let n = 0; n < 20; n++) answers.push(await post('/webhook', anUpdate('WC-8', { n })));
    const refused = await post('/webhook', 'no JSON');
    const welcome = await send('GET', '/webhook');
    const health = await send('GET', '/readyz');

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(refused).toMatchObject({ status: 400 });
    expect(welcome).toMatchObject({
      body: { lastEventAt: expect.any(String), waiting: expect.stringContaining('wait on disk') },
    });
    expect(health).toMatchObject({
      status: 200,
      body: { status: 'ok', redis: 'down', spooledBytes: expect.any(Number) },
    });

    await server.restart();
    await until(
      () => send('GET', '/readyz'),
      ({ body }) => JSON.stringify(body) === '{"status":"ok","redis":"up","spooledBytes":0}',
    );
    expect((await eventsOf('WC-8')).map(({ late }) => late)).toEqual(Array.from({ length: 20 }, () => true));
    expect(await deadLetters()).toEqual([expect.objectContaining({ reason: 'The body is not JSON.' })]);
    expect(await until(state, ({ spooled }) => spooled > 0)).toMatchObject({
      lastEventAt: NOW,
      spooled: 20,
      refused: { notJson: { count: 1 }, notStored: { count: 0 } },
    });
  }, 60_000);

  it('says once that events wait and once that none does any more, and of each where it was stored', async () => {
    await anIngest();
    await post('/webhook', anUpdate('WC-7'));
    await server.kill();
    for (let n = 0; n < 5; n++) await post('/webhook', anUpdate('WC-8', { n }));
    await server.restart();
    await until(
      async () => lines.join('\n'),
      (text) => text.includes('no event waits'),
    );

    const said = lines.map((line): { message: string; stored?: string } => JSON.parse(line));
    expect(said.filter(({ message }) => message.includes('events wait on disk'))).toHaveLength(1);
    expect(said.filter(({ message }) => message.includes('no event waits'))).toEqual([
      expect.objectContaining({ message: expect.stringContaining('5 were passed on') }),
    ]);
    expect(said.flatMap(({ stored }) => stored ?? [])).toEqual(['log', ...Array(5).fill('spool')]);
  }, 60_000);
});

describe('an ingest whose Redis is full', () => {
  it('keeps events on disk until there is memory again', async () => {
    await anIngest();
    await redis.config('SET', 'maxmemory', '1mb');

    const answer = await post('/webhook', anUpdate('WC-10'));
    const kept = await eventsOf('WC-10');
    await redis.config('SET', 'maxmemory', '0');

    expect(answer).toMatchObject({ status: 200 });
    expect(kept).toEqual([]);
    await until(
      () => eventsOf('WC-10'),
      ({ length }) => length === 1,
    );
  });
});

describe('an event that Redis refuses for its own sake', () => {
  it('is answered 200, waits, and keeps no other from the log', async () => {
    const { tag } = partitionOf('WC-refused', partitions);
    await redis.set(`{${tag}}:events`, 'no stream');
    await anIngest();
    await post('/webhook', anUpdate('WC-other'));
    await server.kill();
    await post('/webhook', anUpdate('WC-other'));
    const answer = await post('/webhook', anUpdate('WC-refused'));
    for (let n = 0; n < 5; n++) await post('/webhook', anUpdate('WC-other', { n }));
    await server.restart();

    await until(
      async () => lines.join('\n'),
      (text) => text.includes('records that Redis does not take'),
    );
    const keys = await redis.keys('*:events');
    const streams = keys.filter((key) => key !== `{${tag}}:events`);
    const counts = await Promise.all(streams.map((key) => redis.xlen(key)));
    const waiting = await send('GET', '/readyz');

    expect(answer).toMatchObject({ status: 200 });
    expect(counts).toEqual([7]);
    expect(waiting).toMatchObject({ status: 200, body: { redis: 'up' } });
    expect(JSON.stringify(waiting.body)).not.toContain('"spooledBytes":0');
  }, 60_000);
});

describe('an event that neither Redis nor the disk takes', () => {
  it('is refused with what to do, counted, and said in one line a second', async () => {
    await anIngest({ SPOOL_MAX_MB: '1', MAX_BODY_BYTES: '600000' });
    await redis.config('SET', 'maxmemory', '1mb');
    const noise = randomBytes(200_000).toString('hex');

    const statuses: number[] = [];
    for (let n = 0; n < 10; n++)
      statuses.push((await post('/webhook', anUpdate('WC-11', { n, noise }))).status);
    const refused = await post('/webhook', anUpdate('WC-11', { noise }));
    const health = await send('GET', '/readyz');
    await redis.config('SET', 'maxmemory', '0');

    expect(statuses).toContain(200);
    expect(refused).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: {
        error: expect.stringContaining('NOT stored'),
        hint: expect.stringMatching(/start Redis.*SPOOL_MAX_MB/),
      },
    });
    expect(health).toMatchObject({ status: 503, body: { redis: 'down' } });
    const lost = statuses.filter((status) => status === 503).length + 1;
    expect(await until(state, (found) => found.refused.notStored.count > 0)).toMatchObject({
      refused: { notStored: { count: lost, lastAt: NOW } },
      spooled: 11 - lost,
    });
    expect(lines.filter((line) => line.includes('"status":503')).length).toBeLessThan(lost);
    await until(
      () => eventsOf('WC-11'),
      ({ length }) => length === 11 - lost,
    );
    expect(await post('/webhook', anUpdate('WC-11'))).toMatchObject({ status: 200 });
  }, 30_000);
});

describe('an ingest that can not write to DATA_DIR', () => {
  it('does not start, and names the setting', async () => {
    const file = join(dataDir, 'a file');
    await writeFile(file, '');

    await expect(anIngest({ DATA_DIR: file })).rejects.toThrow(/can't keep events.*DATA_DIR/);
  });
});
