import { Agent, request } from 'node:http';

export interface TrafficWishes {
  /** Where to post; asked for each webhook. */
  readonly url: () => string;
  readonly perSecond: number;
  /** Begins the ids of the calls. */
  readonly name: string;
  /** Of each body, besides what it needs. */
  readonly paddingBytes?: number;
}

export interface Answer {
  /** 0: there was none. */
  readonly status: number;
  readonly ms: number;
  readonly call: string;
}

/** Webhooks posted at a steady pace, answered or not: each one says one message more of one of ten calls. */
export interface Traffic {
  /** Stops posting, and resolves with all answers. */
  end(): Promise<readonly Answer[]>;
}

const CALLS = 10;
const TICK_MS = 20;

export function startTraffic({ url, perSecond, name, paddingBytes = 0 }: TrafficWishes): Traffic {
  const agent = new Agent({ keepAlive: true });
  const startedAt = performance.now();
  const answers: Promise<Answer>[] = [];
  const tick = (): void => {
    const due = ((performance.now() - startedAt) / 1000) * perSecond;
    while (answers.length < due) {
      const n = answers.length;
      const call = `${name} ${n % CALLS}`;
      answers.push(post(agent, url(), call, bodyOf(call, n, paddingBytes)));
    }
  };
  const timer = setInterval(tick, TICK_MS);
  return {
    end: async () => {
      clearInterval(timer);
      const all = await Promise.all(answers);
      agent.destroy();
      return all;
    },
  };
}

export function percentile(answers: readonly Answer[], share: number): number {
  const sorted = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

function bodyOf(call: string, n: number, paddingBytes: number): string {
  const timestamp = 1_772_702_480_000 + n;
  const messages = [{ messageId: `m-${n}`, role: 'user', text: `message ${n}`, timestamp }];
  const padding = paddingBytes > 0 ? { padding: randomText(paddingBytes) } : {};
  return JSON.stringify({
    message: { type: 'conversation-update', timestamp, call: { id: call, ...padding }, messages },
  });
}

/** Such as compression makes half as large. */
function randomText(bytes: number): string {
  let text = '';
  while (text.length < bytes) text += Math.random().toString(16).slice(2);
  return text.slice(0, bytes);
}

function post(agent: Agent, url: string, call: string, body: string): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const settle = (status: number): void => resolve({ status, ms: performance.now() - startedAt, call });
    const sent = request(`${url}/webhook`, { method: 'POST', agent }, (response) => {
      response.resume();
      response.on('end', () => settle(response.statusCode ?? 0));
    });
    sent.on('error', () => settle(0));
    sent.end(body);
  });
}
