import { describe, expect, it } from '@jest/globals';
import { makeCalls, Unreachable } from './make-calls.js';
import { readOptions, type Options } from './options.js';
import { hintIn, type Answer } from './post-webhook.js';
import { percentile } from './tally.js';
import type { Webhook } from './webhook.js';

const OK: Answer = { kind: 'answered', status: 200, hint: '', ms: 1 };

describe('a run', () => {
  it('posts every event of every call and says what became of them', async () => {
    const { tally, posted, printed } = await run(['--calls', '4', '--concurrency', '2'], () => OK);

    const ids = new Set(posted.map(({ message }) => message.call.id));
    expect(ids.size).toBe(4);
    expect(posted.filter(({ message }) => message.type === 'end-of-call-report')).toHaveLength(4);
    expect(printed.filter((line) => line.includes('report: '))).toHaveLength(4);
    expect(tally.summary()).toBe(
      `4 calls, ${posted.length} webhooks: ${posted.length} answered 200\nanswer time: p50 1.0 ms, p95 1.0 ms`,
    );
    expect(tally.isFlawless).toBe(true);
  });

  it('posts the events of a call in order, one after the other', async () => {
    const { posted } = await run(['--calls', '1'], () => OK);

    const times = posted.map(({ message }) => message.timestamp);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('says once why webhooks are refused', async () => {
    const refusal: Answer = { kind: 'answered', status: 401, hint: 'Set the secret.', ms: 2 };
    const { tally, posted, printed } = await run(['--calls', '2'], () => refusal);

    expect(printed.filter((line) => line.includes('answered 401: Set the secret.'))).toHaveLength(1);
    expect(tally.summary()).toContain(`0 answered 200, ${posted.length} answered otherwise`);
    expect(tally.isFlawless).toBe(false);
  });

  it('ends at once when nothing ever answers', async () => {
    await expect(run(['--calls', '2'], () => ({ kind: 'lost', reason: 'ECONNREFUSED' }))).rejects.toThrow(
      Unreachable,
    );
  });

  it('goes on when an answer stays away later: a webhook has one attempt', async () => {
    const { tally } = await run(['--calls', '1'], (nth) =>
      nth === 3 ? { kind: 'lost', reason: 'ECONNRESET' } : OK,
    );

    expect(tally.lost).toBe(1);
    expect(tally.summary()).toContain('1 not answered');
  });

  it('ends early when it is stopped', async () => {
    const stop = new AbortController();
    const { posted } = await run(
      ['--calls', '3'],
      (nth) => (nth === 5 ? (stop.abort(), OK) : OK),
      stop.signal,
    );

    expect(posted.length).toBeLessThan(10);
  });
});

describe('a refusal', () => {
  it('is shown with the hint in its body, else with what it says', () => {
    expect(hintIn('{"error":"Unauthorized","hint":"Set INTERACTLY_SECRET."}')).toBe('Set INTERACTLY_SECRET.');
    expect(hintIn('{"message":"Too large"}')).toBe('Too large');
    expect(hintIn('<h1>Bad\n gateway</h1>')).toBe('<h1>Bad gateway</h1>');
    expect(hintIn('')).toBe('');
  });
});

describe('a percentile', () => {
  it('is the value that share of all is not above', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.95)).toBe(95);
    expect(percentile([7], 0.95)).toBe(7);
    expect(percentile([], 0.5)).toBe(0);
  });
});

async function run(
  args: readonly string[],
  answer: (nth: number) => Answer,
  stop = new AbortController().signal,
) {
  const options = readOptions([...args, '--speed', '100000']);
  if (options === 'help') throw new Error('no run asked for');
  const posted: Webhook[] = [];
  const printed: string[] = [];
  const tally = await makeCalls(options satisfies Options, 'spec', {
    post: (body) => {
      posted.push(body);
      return Promise.resolve(answer(posted.length));
    },
    print: (line) => printed.push(line),
    stop,
  });
  return { tally, posted, printed };
}
