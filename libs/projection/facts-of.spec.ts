import { describe, expect, it } from '@jest/globals';
import { factsOf } from './facts-of.js';
import { aCall, at } from './testing/a-call.js';
import { factsIn, viewOf } from './testing/folded.js';

describe('an event', () => {
  it.each(['status-update', 'conversation-update', 'end-of-call-report', 'hang', 'error'])(
    'of type %s is read without a warning',
    (type) => {
      const call = aCall().thatSent(type, { timestamp: at(1), call: { status: 'ongoing' } });

      expect(viewOf(call.events()).warnings).toEqual([]);
    },
  );

  it.each(['transcript', 'tool-calls', 'assistant-request'])(
    'of type %s is read like any other, with a warning that nobody told us of it',
    (type) => {
      const call = aCall().thatSent(type, {
        timestamp: at(9),
        call: { status: 'ongoing', direction: 'inbound' },
        messages: [{ messageId: '1', role: 'user', text: 'Hello.' }],
      });

      expect(viewOf(call.events())).toMatchObject({
        status: { current: 'ongoing' },
        fields: { direction: 'inbound' },
        messages: [{ text: 'Hello.' }],
        warnings: [{ code: 'unknown-type', detail: type }],
      });
    },
  );

  it('without a type is read like any other, with a warning', () => {
    const event = {
      message: {
        call: { id: 'CA1', status: 'finished' },
        messages: [{ messageId: '1', role: 'user', text: 'Hello.', timestamp: '2020-10-05T00:00:00.000Z' }],
        analysis: { summary: 'Said hello.' },
      },
    };

    expect(viewOf([event])).toMatchObject({
      status: { current: 'finished' },
      messages: [{ text: 'Hello.' }],
      report: { summary: 'Said hello.' },
      warnings: [{ code: 'no-type' }],
    });
  });

  it('without a call says what it says all the same', () => {
    const messages = [{ messageId: 'user-1', role: 'user', text: 'Hello.', timestamp: at(5) }];

    expect(viewOf([{ message: { type: 'conversation-update', messages } }]).messages).toMatchObject([
      { text: 'Hello.', at: at(5) },
    ]);
  });

  it('with an unreadable time is read like one without, with a warning', () => {
    const call = aCall().thatSent('hang', {
      timestamp: 'soon',
      messages: [{ messageId: '1', role: 'user', text: 'Hello.', timestamp: 'later' }],
    });

    expect(viewOf(call.events())).toMatchObject({
      hangs: [{ at: null }],
      warnings: [
        { code: 'bad-timestamp', detail: 'soon' },
        { code: 'bad-timestamp', detail: 'later of 1' },
      ],
    });
  });

  it('nested deeper than anything can be said is cut where it gets too deep', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`);

    const call = aCall().thatSent('end-of-call-report', {
      timestamp: at(1),
      call: { metadata: { deep }, cost: deep },
      analysis: { structuredData: { deep } },
      messages: [{ messageId: '1', role: 'user', text: 'Hello.', metrics: { deep } }],
      error: { deep },
    });

    expect(viewOf(call.events()).messages).toMatchObject([{ text: 'Hello.' }]);
    expect(JSON.stringify(viewOf(call.events()))).toContain('…');
  });

  it('has nothing that every object has', () => {
    const call = aCall().thatSent('hang', {
      timestamp: at(1),
      analysis: { toString: '', constructor: null },
      call: { analysis: {} },
    });

    expect(viewOf(call.events()).report.more).toEqual({});
  });

  it('with a member named __proto__ is no other event for it', () => {
    const event: unknown = JSON.parse(
      '{"message":{"type":"hang","call":{"__proto__":{"status":"failed"},"direction":"inbound"}}}',
    );

    const { status, fields } = viewOf([event]);

    expect(status.current).toBeNull();
    expect(Object.entries(fields)).toEqual([
      ['__proto__', { status: 'failed' }],
      ['direction', 'inbound'],
    ]);
  });

  it('warns at most twenty times', () => {
    const call = aCall().thatSent('hang', {
      timestamp: at(1),
      messages: Array.from({ length: 100 }, () => 7),
    });

    expect(viewOf(call.events()).warnings).toHaveLength(20);
  });

  it('delivered twice says nothing new', () => {
    const call = aCall().thatWas('ongoing', at(1)).saying('user', 'Hello.', at(5)).thatEnded(at(60));

    expect(factsIn([...call.events(), ...call.events()])).toEqual(factsIn(call.events()));
  });
});

describe('a body that is no event of a call', () => {
  it.each([
    [{ event: 'call_status', campaign: { id: 'c1' }, call: { id: 'call_001', status: 'completed' } }],
    [{ event: 'workflow_run_completed', workflow: { id: 'w1' }, run: { status: 'completed' } }],
    [{ test: 'message' }],
    [{ emailAddress: 'ada@example.com' }],
    [{ message: 'hello' }],
    [{ message: [{ type: 'hang' }] }],
    [{ message: null }],
    [{}],
    [[]],
    ['hello'],
    [null],
    [undefined],
    [7],
  ])('says nothing: %j', (body) => {
    expect(factsOf(body)).toEqual([]);
  });
});
