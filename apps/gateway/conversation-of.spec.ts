import { describe, expect, it } from '@jest/globals';
import { callView, factsOf, mergeFacts, type Facts } from '#projection';
import { conversationJson, conversationOf, conversationsJson, type Conversation } from './conversation-of.js';

const EMPTY: Conversation = { statuses: [], messages: [] };

describe('a conversation', () => {
  it('has each mapped status once, and messages in their order with times in epoch ms', () => {
    const facts: Facts = new Map();
    const call = { id: 'WC-1' };
    mergeFacts(
      facts,
      factsOf({
        message: {
          type: 'conversation-update',
          timestamp: 1_772_702_485_000,
          call: { ...call, status: 'in-progress' },
          messages: [
            message('user-1', 'user', 'Hello?', '2026-03-05T09:21:25.138Z'),
            message('welcome-1', 'assistant', 'Good morning!', 1_772_702_480),
          ],
        },
      }),
    );
    mergeFacts(
      facts,
      factsOf({
        message: {
          type: 'status-update',
          timestamp: 1_772_702_490_000,
          call: { ...call, status: 'ongoing' },
        },
      }),
    );

    const { statuses, messages } = conversationOf(callView(facts));

    expect(statuses.filter(({ status }) => status === 'ongoing')).toEqual([
      { status: 'ongoing', timestamp: expect.any(Number) },
    ]);
    expect(new Set(statuses.map(({ status }) => status)).size).toBe(statuses.length);
    expect(messages).toEqual([
      { messageId: 'welcome-1', role: 'assistant', text: 'Good morning!', timestamp: 1_772_702_480_000 },
      { messageId: 'user-1', role: 'user', text: 'Hello?', timestamp: 1_772_702_485_138 },
    ]);
  });

  it('says 0 for a time that nobody told', () => {
    const facts: Facts = new Map();
    mergeFacts(
      facts,
      factsOf({ message: { type: 'status-update', call: { id: 'WC-1', status: 'ongoing' } } }),
    );

    expect(conversationOf(callView(facts)).statuses).toEqual([{ status: 'ongoing', timestamp: 0 }]);
  });
});

describe('the JSON of conversations', () => {
  it('keeps raw events as they were sent', async () => {
    const raw = ['{"a" : 1.0}', '{"big":123456789012345678901234567890}'];

    expect(await joined(conversationJson(EMPTY, pieces(...raw)))).toBe(
      `{"statuses":[],"messages":[],"events":[${raw.join(',')}]}`,
    );
  });

  it('keeps the order of calls whose ids are numbers, and calls that are named like parts of objects', async () => {
    const calls = ['WC-1', '42', '7', '__proto__', 'constructor', '"quoted"'];

    const json = await joined(conversationsJson(named(calls)));

    expect(
      [...json.matchAll(/("(?:[^"\\]|\\.)*"):\{"statuses"/g)].map(([, name = '']) => JSON.parse(name)),
    ).toEqual(calls);
    expect(Object.keys(JSON.parse(json).conversations).toSorted()).toEqual(calls.toSorted());
  });

  it('is an object also when there are none', async () => {
    expect(await joined(conversationsJson(named([])))).toBe('{"conversations":{}}');
  });
});

function message(messageId: string, role: string, text: string, timestamp: number | string) {
  return { messageId, role, text, timestamp };
}

async function* named(calls: readonly string[]) {
  for (const call of calls) yield { call, json: conversationJson(EMPTY, pieces()) };
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

async function joined(texts: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const text of texts) all += text;
  return all;
}
