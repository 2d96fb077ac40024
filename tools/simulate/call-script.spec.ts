import { describe, expect, it } from '@jest/globals';
import {
  aCall,
  aLongCall,
  callPlans,
  SCENARIOS,
  SPEC_START,
  transcriptOf,
} from '../../test/support/calls/a-call.js';
import type { CallScript } from './call-script.js';

const calls = callPlans('fifty', 50).map((plan) => plan.script({ startAt: SPEC_START }));

describe('a seed', () => {
  it('makes the same calls every time', () => {
    const again = callPlans('fifty', 50).map((plan) => plan.script({ startAt: SPEC_START }));

    expect(again).toEqual(calls);
  });

  it('makes the same calls at another time, but for the times', () => {
    const later = aCall({ seed: 'x', startAt: SPEC_START + 86_400_000 });

    expect(wordsOf(later)).toEqual(wordsOf(aCall({ seed: 'x' })));
    expect(later.id).toBe(aCall({ seed: 'x' }).id);
    expect(later.events.map(({ atMs }) => atMs)).toEqual(aCall({ seed: 'x' }).events.map(({ atMs }) => atMs));
  });

  it('makes the first calls of a longer run the same', () => {
    const [first] = callPlans('fifty', 3).map((plan) => plan.script({ startAt: SPEC_START }));

    expect(first).toEqual(calls[0]);
  });
});

describe('fifty calls', () => {
  it('have fifty ids', () => {
    expect(new Set(calls.map(({ id }) => id)).size).toBe(50);
  });

  it('do not look alike', () => {
    const spoken = calls.filter((call) => wordsOf(call).length > 1);

    expect(new Set(spoken.map((call) => wordsOf(call).join('\n'))).size).toBe(spoken.length);
  });

  it('have every scenario and every kind of end', () => {
    const types = new Set(calls.flatMap(({ events }) => events.map(({ body }) => body.message.type)));
    const statuses = new Set(
      calls.flatMap(({ events }) => events.map(({ body }) => body.message.call.status)),
    );

    expect(new Set(calls.map(({ scenario }) => scenario)).size).toBe(SCENARIOS.length);
    expect([...types].toSorted()).toEqual([
      'conversation-update',
      'end-of-call-report',
      'error',
      'hang',
      'status-update',
    ]);
    expect([...statuses].toSorted()).toEqual([
      'failed',
      'finished',
      'forwarded',
      'initiated',
      'ongoing',
      'queued',
    ]);
  });

  it('come by web and by phone, with numbers nobody has', () => {
    for (const { id, events } of calls) {
      const { callType, userNumber } = events[0]?.body.message.call ?? {};
      expect(id).toMatch(callType === 'web' ? /^WC-[0-9a-f]{8}-[0-9a-f]{4}-4/ : /^CA[0-9a-f]{32}$/);
      expect(userNumber).toMatch(callType === 'web' ? /^web-\p{Lu}/u : /^\+1\d{3}55501\d\d$/);
    }
  });

  it('post their events in the order in which they happen', () => {
    for (const { events } of calls) {
      const times = events.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(new Set(times).size).toBe(times.length);
    }
  });

  it('begin with the whole assistant, without a secret but with the headers of the receiver', () => {
    for (const { events } of calls) {
      const assistant = events[0]?.body.message.assistant ?? {};
      expect(JSON.stringify(assistant).length).toBeGreaterThan(4000);
      expect(JSON.stringify(assistant).length).toBeLessThan(5200);
      expect(assistant['assistantServer']).toMatchObject({
        secret: '',
        headers: { Authorization: expect.any(String) },
      });
    }
  });

  it('have messages of some 540 bytes', () => {
    const messages = calls.flatMap(({ events }) => transcriptOf(events));
    const average =
      messages.reduce((sum, message) => sum + JSON.stringify(message).length, 0) / messages.length;

    expect(average).toBeGreaterThan(480);
    expect(average).toBeLessThan(600);
  });
});

describe('a conversation-update', () => {
  it('repeats the one before and adds a message', () => {
    for (const { events } of calls) {
      let before: readonly unknown[] = [];
      for (const { body } of events.filter((event) => event.body.message.type === 'conversation-update')) {
        const { messages = [] } = body.message;
        expect(messages.slice(0, -1)).toEqual(before);
        before = messages;
      }
    }
  });

  it('has an id of its own for every message', () => {
    for (const { events } of calls) {
      const ids = transcriptOf(events).map(({ messageId }) => messageId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^(welcome-1|user-\d+|user-\d+-[A-Za-z0-9]{10}-\d{13})$/);
    }
  });
});

describe('a long call', () => {
  it.each([60, 199, 200])('has %d messages', (messages) => {
    expect(transcriptOf(aLongCall({ messages, seed: 'long' }))).toHaveLength(messages);
  });

  it('of two hundred messages posts some 11 MB', () => {
    const bytes = aLongCall({ messages: 200, seed: 'long' }).map(({ body }) => JSON.stringify(body).length);

    expect(bytes.reduce((sum, size) => sum + size, 0) / 1e6).toBeCloseTo(11, -0.5);
  });
});

describe('what happens in a call', () => {
  it('is an interruption: the next utterance says what it cut off', () => {
    const { events } = aCall({ happenings: ['interruption'] });
    const skipped = transcriptOf(events).flatMap((message) =>
      message.role === 'user' ? (message.skippedAssistantMessages ?? []) : [],
    );

    expect(skipped).toEqual([{ text: expect.any(String) }]);
  });

  it('is a hang, seconds after the question and before the answer', () => {
    const { events } = aCall({ happenings: ['hang'] });
    const at = events.findIndex(({ body }) => body.message.type === 'hang');
    const [asked, answered] = [events[at - 1], events[at + 1]];

    expect(asked?.body.message.messages?.at(-1)?.role).toBe('user');
    expect(events[at]?.body.message.messages).toEqual(asked?.body.message.messages);
    expect((events[at]?.atMs ?? 0) - (asked?.atMs ?? 0)).toBeGreaterThan(4900);
    expect(answered?.body.message.messages?.at(-1)?.role).toBe('assistant');
  });

  it.each([
    ['model error', 'llm_error'],
    ['speech error', 'stt_error'],
  ] as const)('is a %s', (happening, type) => {
    const errors = aCall({ happenings: [happening] }).events.flatMap(({ body }) => body.message.error ?? []);

    expect(errors).toMatchObject([{ type, provider: expect.any(String), retryable: true }]);
  });

  it('is being forwarded', () => {
    expect(statusesOf(aCall({ happenings: ['forwarded'], medium: 'phone' }))).toEqual([
      'initiated',
      'queued',
      'ongoing',
      'forwarded',
      'finished',
    ]);
  });

  it.each(['clinic booking', 'sales call'] as const)(
    'is that a %s fails, with an empty report',
    (scenario) => {
      const call = aCall({ scenario, happenings: ['failed'] });
      const report = call.events.at(-1)?.body.message;

      expect(statusesOf(call).at(-1)).toBe('failed');
      expect(report).toMatchObject({
        type: 'end-of-call-report',
        messages: [],
        assistant: {},
        call: { status: 'failed' },
      });
    },
  );
});

function wordsOf({ events }: CallScript): string[] {
  return ['', ...transcriptOf(events).map(({ text }) => text)];
}

function statusesOf({ events }: CallScript): string[] {
  return events.flatMap(({ body }) =>
    body.message.type === 'status-update' ? [body.message.call.status] : [],
  );
}
