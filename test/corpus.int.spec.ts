import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { startAllServices, type AllServices } from './support/all-services.js';
import { eventually } from './support/eventually.js';

const CORPUS = '../shared/payloads';

let services: AllServices;

beforeAll(async () => {
  services = await startAllServices();
}, 60_000);
afterAll(() => services.stop());

it('takes every public sample body, reads it and buries none', async () => {
  const files = existsSync(CORPUS) ? (await readdir(CORPUS)).filter((file) => file.endsWith('.json')) : [];
  console.log(
    `${files.length} public sample bodies are posted${files.length === 0 ? ` (there is no ${CORPUS})` : ''}`,
  );

  const answers = await Promise.all(
    files.map(async (file) => {
      const body = await readFile(`${CORPUS}/${file}`);
      const answer = await fetch(`${services.ingestUrl}/webhook`, { method: 'POST', body });
      return [file, answer.status];
    }),
  );

  expect(answers.filter(([, status]) => status !== 200)).toEqual([]);
  const isRead = async () => {
    const { calls } = await json('/api/calls');
    const lists = await Promise.all(
      calls.map(({ call }: { call: string }) => json(`/api/calls/${encodeURIComponent(call)}/events`)),
    );
    const { events } = await json('/api/unassigned?limit=500');
    return lists.reduce((sum: number, list) => sum + list.events.length, events.length);
  };
  await eventually(isRead, (read) => read === files.length);
  expect(await json('/api/dead-letters')).toEqual({ letters: [] });
  for (const url of [services.ingestUrl, services.gatewayUrl]) {
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  }
});

async function json(path: string) {
  return JSON.parse(await (await fetch(`${services.gatewayUrl}${path}`)).text());
}
