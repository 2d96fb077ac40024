import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BodyReader } from './body-reader.js';
import { Refusal } from './refusal.js';

let server: Server;
let reader: BodyReader;
/** Called with each body that was read; what it returns is waited for. */
let use: (body: string) => Promise<void>;

beforeEach(async () => {
  reader = new BodyReader({ maxBodyBytes: 100, timeoutMs: 10_000, maxBytesInFlight: 150 });
  use = () => Promise.resolve();
  server = createServer((request, response) => {
    reader
      .withBody(request, response, (body) => use(body.toString()))
      .then(
        () => response.end('stored'),
        (error: unknown) => response.end(error instanceof Refusal ? error.sentences.error : String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function post(body: string): Promise<string> {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  const response = await fetch(`http://127.0.0.1:${address.port}/`, { method: 'POST', body });
  return response.text();
}

describe('bodies that arrive while another is being stored', () => {
  it('are taken as long as all together fit into memory', async () => {
    const store = new EventEmitter();
    use = async (body) => {
      if (!body.startsWith('first')) return;
      store.emit('busy');
      await once(store, 'done');
    };
    const busy = once(store, 'busy');
    const first = post('first'.padEnd(100));
    await busy;

    expect(await post('x'.repeat(50))).toBe('stored');
    expect(await post('x'.repeat(51))).toMatch(/at once/);

    store.emit('done');
    expect(await first).toBe('stored');
    expect(await post('x'.repeat(51))).toBe('stored');
  });

  it('find the room again that a refused or failed one took', async () => {
    use = () => Promise.reject(new Error('Redis is away'));
    for (let i = 0; i < 4; i++) expect(await post('x'.repeat(100))).toMatch(/Redis is away/);
    for (let i = 0; i < 4; i++) expect(await post('x'.repeat(101))).toMatch(/larger than 100/);

    use = () => Promise.resolve();
    expect(await post('x'.repeat(100))).toBe('stored');
  });
});
