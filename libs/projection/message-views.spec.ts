import { describe, expect, it } from '@jest/globals';
import { aCall, at } from './testing/a-call.js';
import { viewOf } from './testing/folded.js';

const shown = (messages: readonly unknown[]) =>
  viewOf(
    aCall()
      .thatSent('conversation-update', { timestamp: at(60), messages })
      .events(),
  ).messages;

const iso = (second: number) => new Date(at(second)).toISOString();

describe('messages of a call', () => {
  it('stand in the order of their times, ISO, seconds and milliseconds alike', () => {
    const messages = shown([
      { messageId: '4', role: 'user', text: 'four', timestamp: String(at(4)) },
      { messageId: '1', role: 'user', text: 'one', timestamp: at(1) / 1000 },
      { messageId: '3', role: 'user', text: 'three', timestamp: iso(3) },
      { messageId: '2', role: 'user', text: 'two', timestamp: at(2) },
    ]);

    expect(messages).toMatchObject([
      { text: 'one', at: at(1), timestamp: at(1) / 1000 },
      { text: 'two', at: at(2), timestamp: at(2) },
      { text: 'three', at: at(3), timestamp: iso(3) },
      { text: 'four', at: at(4), timestamp: String(at(4)) },
    ]);
  });

  it('stand in the order of their list at equal times, then of their keys', () => {
    const call = aCall()
      .thatSent('conversation-update', {
        timestamp: at(60),
        messages: [
          { messageId: 'b', role: 'user', text: 'first', timestamp: at(1) },
          { messageId: 'a', role: 'user', text: 'third', timestamp: at(1) },
        ],
      })
      .thatSent('hang', {
        timestamp: at(61),
        messages: [{ messageId: 'c', role: 'user', text: 'second', timestamp: at(1) }],
      });

    expect(viewOf(call.events()).messages.map(({ text }) => text)).toEqual(['first', 'second', 'third']);
  });

  it('take their neighbour’s time when they have none, and keep their place', () => {
    const messages = shown([
      { messageId: '0', role: 'system', text: 'zero' },
      { messageId: '1', role: 'user', text: 'one', timestamp: at(1) },
      { messageId: '2', role: 'tool', text: 'two', timestamp: 'soon' },
      { messageId: '3', role: 'user', text: 'three', timestamp: at(3) },
    ]);

    expect(messages).toMatchObject([
      { text: 'zero', at: at(1), timestamp: null },
      { text: 'one', at: at(1) },
      { text: 'two', at: at(1), timestamp: 'soon' },
      { text: 'three', at: at(3) },
    ]);
  });

  it('stand in the order of their list when none has a time', () => {
    const messages = shown([
      { messageId: 'z', role: 'user', text: 'one' },
      { messageId: 'a', role: 'user', text: 'two' },
    ]);

    expect(messages).toMatchObject([
      { text: 'one', at: null },
      { text: 'two', at: null },
    ]);
  });

  it('keep their place without a text, until they have one', () => {
    const textless = aCall().thatSent('conversation-update', {
      timestamp: at(60),
      messages: [
        { messageId: '1', role: 'user', text: 'one', timestamp: at(1) },
        { messageId: '2', role: 'assistant', timestamp: at(2), metrics: { llm: { queueLatencyMs: 3 } } },
        { messageId: '3', role: 'user', text: 'three', timestamp: at(3) },
      ],
    });

    const told = textless.thatSent('conversation-update', {
      timestamp: at(61),
      messages: [{ messageId: '2', role: 'assistant', text: 'two', timestamp: at(2) }],
    });

    expect(viewOf(textless.events()).messages).toMatchObject([
      { text: 'one' },
      { messageId: '2', role: 'assistant', text: '', at: at(2), metrics: { llm: { queueLatencyMs: 3 } } },
      { text: 'three' },
    ]);
    expect(viewOf(told.events()).messages).toMatchObject([
      { text: 'one' },
      { text: 'two', at: at(2), revisions: [] },
      { text: 'three' },
    ]);
  });
});

describe('one utterance under two ids', () => {
  const utterance = { role: 'assistant', text: 'Hi there!', timestamp: at(9) };
  const first = { ...utterance, messageId: 'user-3-WcIrvV6mE7-1772702495604' };
  const other = { ...utterance, messageId: 'user-3-response-1772702495604' };

  it('is one bubble, its other id an alias', () => {
    const messages = shown([first, { ...other, metrics: { llm: { responseLatencyMs: 2557 } } }]);

    expect(messages).toMatchObject([
      {
        messageId: 'user-3-WcIrvV6mE7-1772702495604',
        aliases: ['user-3-response-1772702495604'],
        metrics: { llm: { responseLatencyMs: 2557 } },
      },
    ]);
    expect(messages).toHaveLength(1);
  });

  it('is one bubble however its time is written', () => {
    expect(shown([first, { ...other, timestamp: iso(9) }])).toHaveLength(1);
  });

  it('keeps what was said before under either id', () => {
    const call = aCall()
      .thatSent('conversation-update', { timestamp: at(10), messages: [{ ...other, text: 'Hi' }] })
      .thatSent('conversation-update', { timestamp: at(11), messages: [first, other] });

    expect(viewOf(call.events()).messages).toMatchObject([
      { text: 'Hi there!', revisions: [{ value: 'Hi', at: at(10) }] },
    ]);
  });

  it('is two bubbles when the words, the time or the role differ', () => {
    expect(shown([first, { ...other, text: 'Hi there.' }])).toHaveLength(2);
    expect(shown([first, { ...other, timestamp: at(9) + 1 }])).toHaveLength(2);
    expect(shown([first, { ...other, role: 'user' }])).toHaveLength(2);
  });

  it('is two bubbles when neither has a time', () => {
    const messages = [first, other].map((message) => ({ ...message, timestamp: null }));

    expect(shown(messages)).toHaveLength(2);
  });
});
