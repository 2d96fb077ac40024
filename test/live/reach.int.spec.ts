import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LiveClient } from '../support/live/live-client.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';
import { rawRequest, rawUpgrade } from '../support/live/raw-request.js';

jest.setTimeout(60_000);

const CALL = 'WC-private';
const SAID = 'Nobody else may read this';

let live: LiveServices;

describe('a gateway on loopback', () => {
  beforeAll(async () => {
    live = await startLive({ DASHBOARD_ORIGINS: 'https://calls.example.com' });
    await live.deliver(aCall());
  }, 60_000);
  afterAll(() => live.stop());

  const strangers: [who: string, headers: Record<string, string>][] = [
    ['a page of another site', { Origin: 'https://evil.example' }],
    ['a page of another port of this machine', { Origin: 'http://localhost:3000' }],
    ['a sandboxed page, or a file', { Origin: 'null' }],
    ['another site’s image or script', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }],
    ['a script of another port', { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors' }],
    ['a visit that another site starts', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }],
    ['a name that merely points here', { Host: 'rebound.example' }],
  ];

  it.each(strangers)('lets %s read nothing over HTTP', async (_, headers) => {
    const paths = [
      'calls',
      `calls/${CALL}`,
      `calls/${CALL}/events`,
      'conversations',
      'unassigned',
      'dead-letters',
    ];
    const answers = await Promise.all(
      paths.map((path) => rawRequest(`${live.url}/api/${path}`, { headers })),
    );

    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 403));
    expect(answers.filter(({ text }) => text.includes(SAID) || text.includes(CALL))).toEqual([]);
    expect(answers.every((answer) => answer.headers['access-control-allow-origin'] === undefined)).toBe(true);
  });

  it.each(strangers)('lets %s delete and retry nothing', async (_, headers) => {
    const one = await rawRequest(`${live.url}/api/calls/${CALL}`, { method: 'DELETE', headers });
    const all = await rawRequest(`${live.url}/api/conversations`, { method: 'DELETE', headers });
    const letters = await rawRequest(`${live.url}/api/dead-letters`, { method: 'DELETE', headers });
    const retry = await rawRequest(`${live.url}/api/dead-letters/retry`, { method: 'POST', headers });
    const asked = await rawRequest(`${live.url}/api/conversations`, {
      method: 'OPTIONS',
      headers: { ...headers, 'Access-Control-Request-Method': 'DELETE' },
    });

    const answers = [one, all, letters, retry, asked];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
    expect(await live.store.read(CALL)).toBeDefined();
  });

  it.each(strangers.filter(([, headers]) => 'Origin' in headers || 'Host' in headers))(
    'lets %s subscribe to nothing',
    async (_, headers) => {
      const { status, text } = await rawUpgrade(live.url, headers);

      expect(status).toBe(400);
      expect(text).toMatch(/may not use Callboard|is not known as/);
      await expect(LiveClient.connect(live.url, { headers })).rejects.toThrow('websocket error');
    },
  );

  it('serves its own page by every name of this machine, and pages of listed origins', async () => {
    const { port } = new URL(live.url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const headers = { Host: host, Origin: `http://${host}` };
      expect((await rawRequest(`${live.url}/api/calls/${CALL}`, { headers })).text).toContain(SAID);
      expect((await rawUpgrade(live.url, headers)).status).toBe(101);
    }
    const headers = { Host: 'calls.example.com', Origin: 'https://calls.example.com' };
    expect((await rawRequest(`${live.url}/api/calls/${CALL}`, { headers })).status).toBe(200);
    expect((await rawUpgrade(live.url, headers)).status).toBe(101);
  });

  it('says to whoever is refused what to do about it', async () => {
    const answer = await rawRequest(`${live.url}/api/calls`, {
      headers: { Origin: 'http://localhost:3000' },
    });

    expect(JSON.parse(answer.text)).toEqual({
      error:
        'A page of http://localhost:3000 may not use Callboard. If it is yours, list it in DASHBOARD_ORIGINS.',
    });
  });
});

describe('a gateway with a token', () => {
  const TOKEN = 'correct horse battery staple';

  beforeAll(async () => {
    live = await startLive({ DASHBOARD_TOKEN: TOKEN, GATEWAY_HOST: '0.0.0.0' });
    await live.deliver(aCall());
  }, 60_000);
  afterAll(() => live.stop());

  it('answers 401 to whoever does not have it, and asks a visitor for it', async () => {
    const api = await rawRequest(`${live.url}/api/calls`, { headers: { Authorization: 'Bearer wrong' } });
    const gone = await rawRequest(`${live.url}/api/conversations`, { method: 'DELETE' });
    const retried = await rawRequest(`${live.url}/api/dead-letters/retry`, { method: 'POST' });
    const visit = await rawRequest(`${live.url}/`);

    expect([api.status, gone.status, retried.status, visit.status]).toEqual([401, 401, 401, 401]);
    expect(api.text).not.toContain(CALL);
    expect(visit.text).toContain('<form method="post" action="/sign-in">');
    expect(await live.store.read(CALL)).toBeDefined();
  });

  it('refuses a socket without it as unauthorised', async () => {
    await expect(LiveClient.connect(live.url)).rejects.toThrow('unauthorised');
    await expect(
      LiveClient.connect(live.url, { headers: { Cookie: `callboard=${'0'.repeat(64)}` } }),
    ).rejects.toThrow('unauthorised');
  });

  it('serves whoever sends it, under whatever name the machine has', async () => {
    const headers = { Authorization: `Bearer ${TOKEN}`, Host: 'calls.internal:8080' };

    expect((await rawRequest(`${live.url}/api/calls/${CALL}`, { headers })).text).toContain(SAID);
    const client = await LiveClient.connect(live.url, { headers: { Authorization: headers.Authorization } });
    expect((await client.watch(CALL)).view.messages).toHaveLength(1);
    client.close();
  });

  it('still serves no page of another origin', async () => {
    const headers = { Authorization: `Bearer ${TOKEN}`, Origin: 'https://evil.example' };

    expect((await rawRequest(`${live.url}/api/calls`, { headers })).status).toBe(403);
    expect((await rawUpgrade(live.url, headers)).status).toBe(400);
  });

  it('gives a cookie that scripts cannot read to whoever signs in, good for HTTP and socket', async () => {
    const signIn = (token: string) =>
      rawRequest(`${live.url}/sign-in`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: live.url },
        body: new URLSearchParams({ token }).toString(),
      });

    const wrong = await signIn('guess');
    const right = await signIn(TOKEN);

    expect([wrong.status, wrong.headers['set-cookie'], right.status]).toEqual([401, undefined, 303]);
    const [setCookie = ''] = right.headers['set-cookie'] ?? [];
    expect(setCookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict/);
    expect(setCookie).not.toContain(TOKEN);
    const headers = { Cookie: setCookie.slice(0, setCookie.indexOf(';')) };
    expect((await rawRequest(`${live.url}/api/calls`, { headers })).text).toContain(CALL);
    const client = await LiveClient.connect(live.url, { headers });
    expect((await client.watchCalls()).calls).toEqual([CALL]);
    client.close();
  });

  it('tells its health to anyone, and nothing else', async () => {
    expect((await rawRequest(`${live.url}/readyz`, { headers: { Host: 'anything' } })).text).toBe(
      '{"status":"ok"}',
    );
  });
});

describe('a gateway that others could reach', () => {
  it('does not start without a token, and says why and what to do', async () => {
    await expect(startLive({ GATEWAY_HOST: '0.0.0.0' })).rejects.toThrow(
      /^GATEWAY_HOST is "0\.0\.0\.0".*Set DASHBOARD_TOKEN/,
    );
  });

  it('starts where something else publishes it on loopback only, and knows loopback names only', async () => {
    live = await startLive({ GATEWAY_HOST: '0.0.0.0', GATEWAY_PUBLISHED: 'loopback' });

    expect((await rawRequest(`${live.url}/api/calls`)).status).toBe(200);
    expect((await rawRequest(`${live.url}/api/calls`, { headers: { Host: 'calls.internal' } })).status).toBe(
      403,
    );
    await live.stop();
  });
});

function aCall(): unknown {
  const messages = [{ messageId: 'm-1', role: 'user', text: SAID, timestamp: 1_772_702_480_000 }];
  return { message: { type: 'conversation-update', call: { id: CALL, status: 'ongoing' }, messages } };
}
