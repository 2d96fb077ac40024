import { Agent, request } from 'node:http';

/** What came of a request; `status` 0: no answer, `text` says why. */
export interface Answered {
  readonly status: number;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const TIMEOUT_MS = 60_000;

/** Asks over connections that are kept; posts when there is a body. Never rejects. */
export function ask(url: string, body?: Buffer): Promise<Answered> {
  return new Promise((resolve) => {
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length };
    const { hostname, port, origin } = new URL(url);
    // As it is: a URL would take `%2E%2E` for the folder above.
    const path = url.slice(origin.length);
    const asking = request(
      {
        hostname,
        port,
        path,
        agent,
        method: body === undefined ? 'GET' : 'POST',
        headers,
        timeout: TIMEOUT_MS,
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', (error) => resolve({ status: 0, text: error.message }));
      },
    );
    asking.on('timeout', () => asking.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    asking.on('error', (error) => resolve({ status: 0, text: error.message }));
    asking.end(body);
  });
}
