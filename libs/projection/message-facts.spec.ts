import { describe, expect, it } from '@jest/globals';
import { aCall, at } from './testing/a-call.js';
import { viewOf } from './testing/folded.js';

const update = (messages: readonly unknown[], call: Readonly<Record<string, unknown>> = {}) =>
  aCall().thatSent('conversation-update', { timestamp: at(60), messages, call });

const shown = (events: readonly unknown[]) => viewOf(events).messages.map(({ role, text }) => [role, text]);

describe('messages of an event', () => {
  it('are read from the message and from the call, each once', () => {
    const hello = { messageId: 'user-1', role: 'user', text: 'Hello.', timestamp: at(5) };
    const bye = { messageId: 'user-2', role: 'user', text: 'Goodbye.', timestamp: at(50) };

    const call = update([hello], { messages: [hello, bye] });

    expect(shown(call.events())).toEqual([
      ['user', 'Hello.'],
      ['user', 'Goodbye.'],
    ]);
  });

  it('both show when two of them share one messageId', () => {
    const call = update([
      { messageId: 'a12f', role: 'assistant', text: 'Hello! How can I help you?', timestamp: at(1) },
      { messageId: 'a12f', role: 'user', text: 'What is the weather?', timestamp: at(2) },
    ]);

    expect(shown(call.events())).toEqual([
      ['assistant', 'Hello! How can I help you?'],
      ['user', 'What is the weather?'],
    ]);
  });

  it('all show when they share messageId and role within one list', () => {
    const call = update([
      { messageId: 'user-3', role: 'user', text: 'Final?', timestamp: at(1) },
      { messageId: 'user-3', role: 'user', text: 'For next week.', timestamp: at(2) },
      { messageId: 'user-3', role: 'user', text: 'Final?', timestamp: at(3) },
    ]);

    expect(viewOf(call.events()).messages).toMatchObject([
      { key: 'id/user/user-3/0', text: 'Final?', at: at(1) },
      { key: 'id/user/user-3/1', text: 'For next week.', at: at(2) },
      { key: 'id/user/user-3/2', text: 'Final?', at: at(3) },
    ]);
  });

  it('all show when one list says the same twice at one time', () => {
    const yes = { messageId: 'user-1', role: 'user', text: 'Yes.', timestamp: at(1) };

    const call = update([yes, yes]).thatSent('conversation-update', { timestamp: at(61), messages: [yes] });

    expect(shown(call.events())).toEqual([
      ['user', 'Yes.'],
      ['user', 'Yes.'],
    ]);
  });

  it('have the role they state, whatever their id begins with', () => {
    const call = update([
      { messageId: 'welcome-1', role: 'assistant', text: 'Welcome!', timestamp: at(1) },
      { messageId: 'user-1', role: 'user', text: 'Hello.', timestamp: at(2) },
      { messageId: 'user-1-WcIrvV6mE7-1772702495604', role: 'assistant', text: 'Hi.', timestamp: at(3) },
      { messageId: '5f7b1b1b1b1b1b1b1b1b1b1b', role: 'tool', text: 'Booked.', timestamp: at(4) },
    ]);

    expect(viewOf(call.events()).messages).toMatchObject([
      { role: 'assistant', kind: 'welcome' },
      { role: 'user', kind: 'message' },
      { role: 'assistant', kind: 'message' },
      { role: 'tool', kind: 'message' },
    ]);
  });

  it('show a line under the role it was sent with, likely or not', () => {
    const call = update([{ messageId: '1', role: 'user', text: 'Hello! How can I help you?' }]);

    expect(shown(call.events())).toEqual([['user', 'Hello! How can I help you?']]);
  });

  it('have an unknown role when they state none', () => {
    const call = update([{ messageId: '1', text: 'Hello?' }]);

    expect(shown(call.events())).toEqual([['unknown', 'Hello?']]);
  });

  it('are themselves by role and time without an id', () => {
    const first = { role: 'bot', message: 'Welcome', time: at(1) };

    const call = update([first]).thatSent('conversation-update', {
      timestamp: at(70),
      messages: [
        { ...first, message: 'Welcome!' },
        { role: 'user', message: 'Hello.', time: at(2) + 0.999 },
      ],
    });

    expect(viewOf(call.events()).messages).toMatchObject([
      { key: `at/bot/${at(1)}/0`, text: 'Welcome!', messageId: null, revisions: [{ value: 'Welcome' }] },
      { key: `at/user/${at(2)}/0`, text: 'Hello.', at: at(2) },
    ]);
  });

  it('are themselves by role and text without an id and a time', () => {
    const yes = { role: 'user', text: 'Yes.' };

    const call = update([yes, { role: 'assistant', text: 'Yes.' }, yes]).thatSent('conversation-update', {
      timestamp: at(70),
      messages: [yes],
    });

    expect(shown(call.events())).toEqual([
      ['user', 'Yes.'],
      ['assistant', 'Yes.'],
      ['user', 'Yes.'],
    ]);
  });

  it('go by their other names where one says nothing', () => {
    const call = update([
      { messageId: '', id: 'm1', role: 'user', text: '', content: 'Hello.', timestamp: null, time: at(3) },
    ]);

    expect(viewOf(call.events()).messages).toMatchObject([
      { key: 'id/user/m1/0', messageId: 'm1', text: 'Hello.', at: at(3) },
    ]);
  });

  it('are left out with a warning when they are no objects, and the others show', () => {
    const call = update([null, 'Hello?', { messageId: '1', role: 'user', text: 'Hello.' }]);

    expect(shown(call.events())).toEqual([['user', 'Hello.']]);
    expect(viewOf(call.events()).warnings).toEqual([
      { code: 'message-not-an-object', detail: 'null at 0' },
      { code: 'message-not-an-object', detail: 'string at 1' },
    ]);
  });

  it('are none with a warning when they are no list', () => {
    const call = aCall().thatSent('conversation-update', { timestamp: at(60), messages: 'Hello.' });

    expect(viewOf(call.events()).messages).toEqual([]);
    expect(viewOf(call.events()).warnings).toEqual([{ code: 'messages-not-a-list', detail: 'string' }]);
  });
});

describe('what a message was said to be', () => {
  it('keeps its earlier texts, oldest first, and shows the one said last', () => {
    const call = aCall()
      .thatSent('conversation-update', saying('For next', at(20)))
      .thatSent('conversation-update', saying('For', at(10)))
      .thatSent('conversation-update', saying('For next week.', at(30)));

    expect(viewOf(call.events()).messages).toMatchObject([
      {
        text: 'For next week.',
        revisions: [
          { value: 'For', at: at(10) },
          { value: 'For next', at: at(20) },
        ],
      },
    ]);
  });

  it('does not change when a late event repeats an earlier text', () => {
    const call = aCall()
      .thatSent('conversation-update', saying('For', at(10)))
      .thatSent('conversation-update', saying('For next week.', at(30)));

    const after = call.thatSent('end-of-call-report', saying('For', at(40)));

    expect(viewOf(after.events()).messages).toEqual(viewOf(call.events()).messages);
  });

  it('is not emptied by an event that leaves its text or metrics empty', () => {
    const full = { metrics: { stt: { confidence: 0.73 } }, skippedAssistantMessages: [{ text: 'Let me…' }] };
    const call = aCall().thatSent('conversation-update', saying('For next week.', at(10), full));

    const after = call
      .thatSent('conversation-update', saying('', at(20), { metrics: {}, skippedAssistantMessages: [] }))
      .thatSent('conversation-update', saying('For next week.', at(21), { metrics: null }));

    expect(viewOf(after.events()).messages).toEqual(viewOf(call.events()).messages);
  });

  it('is not taken away by a report without messages, or without metrics', () => {
    const call = aCall()
      .saying('assistant', 'Welcome!', at(1), { metrics: { tts: { generationTimeMs: 7 } } })
      .saying('user', 'Hello.', at(5), { metrics: { stt: { vadMs: 520 } } });
    const bare = [{ messageId: 'user-2', role: 'user', text: 'Hello.', timestamp: at(5) }];

    const empty = call.thatEnded(at(60), { messages: [] });
    const absent = call.thatEnded(at(60), { messages: undefined });
    const without = call.thatEnded(at(60), { messages: bare });

    for (const ended of [empty, absent, without]) {
      expect(viewOf(ended.events()).messages).toEqual(viewOf(call.events()).messages);
    }
  });

  it('is not taken away by a shorter list that comes late', () => {
    const call = aCall().saying('assistant', 'Welcome!', at(1)).saying('user', 'Hello.', at(5));
    const [first, second] = call.events();

    expect(viewOf([second, first])).toEqual(viewOf([first, second]));
    expect(viewOf([second, first]).messages).toHaveLength(2);
  });

  it('keeps numbers as they were measured, negative and broken ones too', () => {
    const metrics = { stt: { vadMs: -100, relativeLatencyMs: -312, confidence: 0.7364502 }, llm: {} };

    const call = aCall().saying('user', 'Hello.', at(5), { metrics });

    expect(viewOf(call.events()).messages).toMatchObject([{ metrics }]);
  });

  it('shows what the assistant would have said', () => {
    const skippedAssistantMessages = [{ text: 'Let me look.' }, 'Of course.'];

    const call = aCall().saying('user', 'Stop.', at(5), { skippedAssistantMessages });

    expect(viewOf(call.events()).messages).toMatchObject([{ skipped: skippedAssistantMessages }]);
  });
});

function saying(text: string, timestamp: number, more: Readonly<Record<string, unknown>> = {}) {
  return { timestamp, messages: [{ messageId: 'user-3', role: 'user', text, timestamp: at(9), ...more }] };
}
