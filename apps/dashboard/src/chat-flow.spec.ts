import { describe, expect, it } from '@jest/globals';
import { chatFlow } from './chat-flow.js';
import { aMessage, aView } from './made-up.js';

const kinds = (...args: Parameters<typeof chatFlow>) => chatFlow(...args).map(({ is }) => is);
const words = [
  aMessage({ messageId: 'welcome-1', role: 'assistant', at: 1_000 }),
  aMessage({ messageId: 'user-1', at: 4_000 }),
  aMessage({ messageId: 'user-1-x', role: 'assistant', at: 9_500 }),
];

describe('the conversation', () => {
  it('counts offsets from the start of the call', () => {
    const flow = chatFlow(aView({ createdAt: 500, messages: words }));

    expect(flow.map(({ offsetMs }) => offsetMs)).toEqual([500, 3_500, 9_000]);
  });

  it('shows a hang where it happened, with how long nobody answered', () => {
    const flow = chatFlow(aView({ messages: words, hangs: [{ at: 8_000 }] }));

    expect(flow.map(({ is }) => is)).toEqual(['message', 'message', 'hang', 'message']);
    expect(flow[2]).toMatchObject({ silentMs: 5_500 });
  });

  it('shows a hang without an answer, or without a time, at the end', () => {
    const flow = chatFlow(aView({ messages: words, hangs: [{ at: null }, { at: 20_000 }] }));

    expect(flow.slice(3)).toMatchObject([
      { is: 'hang', at: 20_000, silentMs: null },
      { is: 'hang', at: null, silentMs: null },
    ]);
  });

  it('shows what was cut off before the words that cut it', () => {
    const cutting = aMessage({
      messageId: 'user-1',
      at: 4_000,
      skipped: [{ text: 'and your' }, 'birthday', { odd: 1 }],
    });

    const flow = chatFlow(aView({ messages: [words[0]!, cutting] }));

    expect(flow.slice(1)).toMatchObject([
      { is: 'skipped', text: 'and your' },
      { is: 'skipped', text: 'birthday' },
      { is: 'skipped', text: '{"odd":1}' },
      { is: 'message' },
    ]);
  });

  it('marks a silence of more than 10 s, unless a hang says it', () => {
    const late = aMessage({ messageId: 'user-2', at: 30_000 });

    expect(kinds(aView({ messages: [words[0]!, late] }))).toEqual(['message', 'quiet', 'message']);
    expect(kinds(aView({ messages: [words[0]!, late], hangs: [{ at: 9_000 }] }))).toEqual([
      'message',
      'hang',
      'message',
    ]);
  });

  it('ends with how the call ended, and shows an error in its place', () => {
    const history = [
      { status: 'ongoing', at: 0, raw: {} },
      { status: 'finished', at: 9_000, raw: {} },
    ];
    const error = {
      at: 2_000,
      type: null,
      code: null,
      message: 'no',
      provider: null,
      retryable: null,
      details: null,
    };

    const flow = chatFlow(
      aView({
        status: { current: 'finished', history, wasForwarded: false },
        messages: words,
        errors: [error],
      }),
    );

    expect(flow.map(({ is }) => is)).toEqual(['message', 'error', 'message', 'message', 'status']);
  });

  it('marks an item anew when what is shown of it changes', () => {
    const before = chatFlow(aView({ messages: words }));
    const revised = { ...words[1]!, text: 'Hello there.', revisions: [{ value: 'Hello.', at: 1 }] };

    const after = chatFlow(aView({ messages: [words[0]!, revised, words[2]!] }));

    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
    expect(after.map(({ mark }, place) => mark === before[place]!.mark)).toEqual([true, false, true]);
  });
});
