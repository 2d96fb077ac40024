import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { io } from 'socket.io-client';
import { startAllServices, type AllServices } from './support/all-services.js';
import { dumpRedis } from './support/dump-redis.js';
import { eventually } from './support/eventually.js';

const SECRET = 'our-webhook-secret';
/** In every value that must never be seen again. */
const MARK = 'HUSH';
const CALL = 'WC-hush';

let services: AllServices;
let redis: Redis;

beforeAll(async () => {
  services = await startAllServices({ WEBHOOK_SECRETS: `${SECRET},${MARK}-rotated` });
  redis = new Redis(services.redis.url);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await services.stop();
});

it('keeps credentials out of Redis, its file, the logs, the API, the socket and the dead letters', async () => {
  const frames: string[] = [];
  const socket = io(services.gatewayUrl, { transports: ['websocket'] });
  socket.onAny((...frame) => frames.push(JSON.stringify(frame)));
  frames.push(JSON.stringify(await socket.emitWithAck('watch:call', { call: CALL })));
  frames.push(JSON.stringify(await socket.emitWithAck('watch:calls', {})));

  const answers = [
    await post(`/webhook?key=${MARK}-query`, JSON.stringify(aBodyFullOfSecrets()), SECRET),
    await post(
      `/${MARK}-rotated/webhook`,
      JSON.stringify({ test: { server: { secret: `${MARK}-unassigned` } } }),
      SECRET,
    ),
    await post(
      '/webhook',
      `{"message":{"server":{"secret":"${MARK}-broken","headers":{"A":"${MARK}-cut`,
      SECRET,
    ),
    await post('/webhook', '{}', `${MARK}-wrong`),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 401]);
  await eventually(
    () => frames.join(),
    (seen) => seen.includes('Harbor Dental') && seen.includes('calls:changed'),
  );
  const paths = [
    'calls',
    'conversations?events=true',
    `calls/${CALL}`,
    `calls/${CALL}/events`,
    'unassigned',
    'dead-letters',
  ];
  const api = await Promise.all(
    paths.map(async (path) => (await fetch(`${services.gatewayUrl}/api/${path}`)).text()),
  );
  const places = {
    answers: answers.map(({ text }) => text).join(),
    redis: await dumpRedis(redis),
    files: await filesOf(services.redis.dataDir),
    logs: services.logged(),
    api: api.join(),
    socket: frames.join(),
  };
  socket.disconnect();

  expect(places.redis).toContain('[masked]');
  expect(places.files).toContain('Harbor Dental');
  expect(api[0]).toContain(CALL);
  expect(
    Object.entries(places)
      .filter(([, text]) => text.includes(MARK) || text.includes(SECRET))
      .map(([place]) => place),
  ).toEqual([]);
});

function aBodyFullOfSecrets(): object {
  const server = {
    url: `https://example.com/hook?token=${MARK}-url`,
    secret: `${MARK}-s`,
    headers: { Authorization: `Bearer ${MARK}-h` },
  };
  return {
    message: {
      type: 'status-update',
      timestamp: 1772702480032,
      call: {
        id: CALL,
        status: 'queued',
        monitor: { controlUrl: `https://control/${MARK}`, listenUrl: `wss://listen/${MARK}` },
        squad: { members: [{ assistant: { model: { tools: [{ server }] } } }] },
        metadata: { note: `pasted ${SECRET} by mistake` },
      },
      assistant: {
        name: 'Harbor Dental',
        assistantServer: { enabled: true, ...server },
        assistantToolServers: [server],
        server,
      },
    },
  };
}

async function post(path: string, body: string, secret: string): Promise<{ status: number; text: string }> {
  const headers = { 'x-interactly-secret': secret, 'x-custom': `${MARK}-header`, cookie: `${MARK}-cookie` };
  const answer = await fetch(`${services.ingestUrl}${path}`, { method: 'POST', body, headers });
  return { status: answer.status, text: await answer.text() };
}

async function filesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'));
  return (await Promise.all(files)).join();
}
