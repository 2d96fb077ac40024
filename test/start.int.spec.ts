import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../tools/free-port.js';
import { runStart, type RunningStart } from './support/run-start.js';

const folders: string[] = [];
const aDataDir = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-start-'));
  folders.push(folder);
  return folder;
};
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const addressIn = (output: string, name: 'Webhook' | 'Dashboard'): string =>
  new RegExp(`${name} +(http://localhost:\\d+\\S*)`).exec(output)?.[1]?.replace('localhost', '127.0.0.1') ??
  '';

const answersAt = (address: string): Promise<boolean> =>
  fetch(address).then(
    () => true,
    () => false,
  );

describe('npm start', () => {
  let dataDir: string;
  let running: RunningStart;
  let output: string;
  const started = async () => {
    running = runStart({ DATA_DIR: dataDir });
    output = await running.printed(/Ctrl-C stops everything/);
  };
  const callComesBack = async () => {
    const address = `${addressIn(output, 'Dashboard')}/api/conversations/started-once`;
    for (;;) {
      const response = await fetch(address);
      if (response.status !== 404) return response.text();
    }
  };

  beforeAll(async () => {
    dataDir = await aDataDir();
    await started();
  }, 60_000);
  afterAll(async () => {
    running.signal('SIGTERM');
    await running.ended;
  });

  it('prints where webhooks go and where calls show, and both work', async () => {
    const call = { id: 'started-once', status: 'ongoing' };
    const posted = await fetch(addressIn(output, 'Webhook'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: { type: 'status-update', timestamp: 1_772_702_485_000, call } }),
    });

    expect(posted.status).toBe(200);
    expect(await callComesBack()).toContain('ongoing');
  });

  it('prints a line per status, as the guide does', async () => {
    expect(await running.printed(/started-once → ONGOING/)).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] .*started-once → ONGOING$/m,
    );
  });

  it('refuses a second start on the same data, and says which process holds it', async () => {
    const second = await runStart({ DATA_DIR: dataDir }).ended;

    expect(second.code).toBe(1);
    expect(second.output).toMatch(/already runs on .* \(process \d+\)/);
  });

  it('stops everything at Ctrl-C, and keeps the calls for the next start', async () => {
    running.signal('SIGINT');
    const { code } = await running.ended;
    const answers = [
      await answersAt(addressIn(output, 'Webhook')),
      await answersAt(addressIn(output, 'Dashboard')),
    ];
    const left = await readdir(join(dataDir, 'redis'));
    await started();

    expect(code).toBe(0);
    expect(answers).toEqual([false, false]);
    expect(left).not.toContain('server.json');
    expect(await callComesBack()).toContain('ongoing');
  }, 60_000);

  it('ends the Redis that a killed start left behind, and goes on with its data', async () => {
    running.signal('SIGKILL');
    await running.ended;
    await started();

    expect(await callComesBack()).toContain('ongoing');
  }, 60_000);
});

describe('npm start that cannot', () => {
  it('names the port in use, its setting and how to choose another, before it starts anything', async () => {
    const dataDir = await aDataDir();
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');

    const { code, output } = await runStart({ DATA_DIR: dataDir, INGEST_PORT: String(port) }).ended;
    server.close();

    expect(code).toBe(1);
    expect(output).toBe(
      `Port ${port} (INGEST_PORT) is already in use. Choose another: INGEST_PORT=${port + 10} npm start\n`,
    );
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('names the Redis that does not answer, and never its password', async () => {
    const host = `127.0.0.1:${await freePort()}`;

    const { code, output } = await runStart({
      DATA_DIR: await aDataDir(),
      REDIS_URL: `redis://me:hunter2@${host}`,
    }).ended;

    expect(code).toBe(1);
    expect(output).toContain(`No Redis answers at ${host}`);
    expect(output).not.toContain('hunter2');
  });

  it('lists every wrong setting', async () => {
    const { code, output } = await runStart({ PARTITIONS: 'many', LOG_FORMAT: 'xml' }).ended;

    expect(code).toBe(1);
    expect(output).toContain('PARTITIONS is "many"');
    expect(output).toContain('LOG_FORMAT is "xml"');
  });

  it('refuses a gateway that strangers could reach', async () => {
    const { code, output } = await runStart({ DATA_DIR: await aDataDir(), GATEWAY_HOST: '0.0.0.0' }).ended;

    expect(code).toBe(1);
    expect(output).toContain('DASHBOARD_TOKEN');
  });
});
