import { beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as settled } from 'node:timers/promises';
import { UnwatchCall } from '#contracts';
import { Requests } from './requests.js';

let floods: number;
let failures: unknown[];
let requests: Requests;
let answers: object[];

beforeEach(() => {
  floods = 0;
  failures = [];
  answers = [];
  requests = new Requests({
    onAnswer: () => undefined,
    onFlood: () => floods++,
    onFailure: (error) => failures.push(error),
  });
});

const take = (...sent: readonly unknown[]) =>
  requests.take(UnwatchCall, sent, ({ call }) => () => ({ call }));
const hear = (answer: object) => answers.push(answer);

const fail = () => Promise.reject(new Error('connection lost'));

describe('requests of a client', () => {
  it('are answered one by one, when the client can be written to', async () => {
    take({ call: 'a' }, hear);
    take({ call: 'b' }, hear);
    await settled();
    expect(answers).toEqual([]);

    expect([requests.answerNext(), answers]).toEqual([true, [{ call: 'a' }]]);
    expect([requests.answerNext(), requests.answerNext()]).toEqual([true, false]);
    expect(answers).toEqual([{ call: 'a' }, { call: 'b' }]);
  });

  it('are answered as things are when the answer is sent', async () => {
    let now = 'early';
    requests.take(UnwatchCall, [{ call: 'a' }, hear], () => () => ({ now }));
    await settled();

    now = 'late';
    requests.answerNext();

    expect(answers).toEqual([{ now: 'late' }]);
  });

  it('that fail are answered with what to do, and noted', async () => {
    requests.take(UnwatchCall, [{ call: 'a' }, hear], fail);
    await settled();
    requests.answerNext();

    expect(answers).toEqual([{ error: 'Redis is out of reach. Ask again in a moment.' }]);
    expect(failures).toEqual([new Error('connection lost')]);
  });

  it('that nobody wants an answer to are served all the same', async () => {
    take({ call: 'a' });
    take();
    await settled();

    expect([requests.answerNext(), requests.answerNext(), requests.answerNext()]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('are too many when 256 wait, until one is answered', async () => {
    for (let i = 0; i < 256; i++) take({ call: `${i}` }, hear);
    await settled();
    expect(floods).toBe(0);
    take({ call: 'one more' }, hear);
    expect(floods).toBe(1);

    requests.answerNext();
    take({ call: 'another' }, hear);

    expect(floods).toBe(1);
  });
});
