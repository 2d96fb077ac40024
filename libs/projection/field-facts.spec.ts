import { describe, expect, it } from '@jest/globals';
import { aCall, at } from './testing/a-call.js';
import { factsIn, viewOf } from './testing/folded.js';

type Call = Readonly<Record<string, unknown>>;

const update = (call: Call, timestamp = at(1)) => aCall().thatSent('status-update', { timestamp, call });

describe('a field of a call', () => {
  it('is shown by name, whatever it holds', () => {
    const call = update({
      callType: 'web',
      callEndTriggerBy: 'a user we have never heard of',
      recording: { s3Bucket: 'bucket', path: 'a/b.mp3' },
      tags: ['new', 7],
      transferred: false,
    });

    expect(viewOf(call.events()).fields).toEqual({
      callType: 'web',
      callEndTriggerBy: 'a user we have never heard of',
      recording: { s3Bucket: 'bucket', path: 'a/b.mp3' },
      tags: ['new', 7],
      transferred: false,
    });
  });

  it.each([null, '', {}, [], { a: '', b: { c: null } }])('is never overwritten by %j', (nothing) => {
    const call = update({ direction: 'inbound', recording: { path: 'a.mp3' }, metadata: { lead: 7 } });

    const after = call.thatSent('end-of-call-report', {
      timestamp: at(60),
      call: { direction: nothing, recording: nothing, metadata: nothing },
    });

    expect(viewOf(after.events()).fields).toEqual(viewOf(call.events()).fields);
  });

  it('that is an object gains members and loses none', () => {
    const call = update({ metadata: { lead: 7, city: 'Pune' } }).thatSent('hang', {
      timestamp: at(5),
      call: { metadata: { city: '', plan: 'basic' } },
    });

    expect(viewOf(call.events()).fields).toEqual({ metadata: { lead: 7, city: 'Pune', plan: 'basic' } });
  });

  it('shows the value first said last, and keeps the others as its revisions', () => {
    const call = update({ phoneCallStatus: 'in-progress' }, at(5))
      .thatSent('status-update', { timestamp: at(60), call: { phoneCallStatus: 'completed' } })
      .thatSent('status-update', { timestamp: at(61), call: { phoneCallStatus: 'in-progress' } })
      .thatSent('status-update', { timestamp: at(1), call: { phoneCallStatus: 'trying' } });

    const { fields, fieldRevisions } = viewOf(call.events());

    expect(fields).toEqual({ phoneCallStatus: 'completed' });
    expect(fieldRevisions).toEqual({
      phoneCallStatus: [
        { value: 'trying', at: at(1) },
        { value: 'in-progress', at: at(5) },
        { value: 'completed', at: at(60) },
      ],
    });
  });

  it('takes a value said without a time as said before all dated ones', () => {
    const call = update({ direction: 'inbound' }, at(1)).thatSent('hang', {
      call: { direction: 'outbound' },
    });

    const { fields, fieldRevisions } = viewOf(call.events());

    expect(fields).toEqual({ direction: 'inbound' });
    expect(fieldRevisions).toEqual({
      direction: [
        { value: 'outbound', at: null },
        { value: 'inbound', at: at(1) },
      ],
    });
  });

  it('is left to the raw event when it is larger than a field to show, with a warning', () => {
    const call = update({ direction: 'inbound', metadata: { everything: 'x'.repeat(20_000) } });

    expect(viewOf(call.events()).fields).toEqual({ direction: 'inbound' });
    expect(viewOf(call.events()).warnings).toEqual([
      { code: 'field-too-large', detail: 'metadata/everything' },
    ]);
  });

  it('is one of two hundred of its object at most, with a warning', () => {
    const metadata = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`member ${n}`, n]));

    const { fields, warnings } = viewOf(update({ metadata }).events());

    expect(Object.keys(Object(fields['metadata']))).toHaveLength(200);
    expect(warnings).toEqual([{ code: 'too-many-fields', detail: 'metadata' }]);
  });

  it('is never the control address of a running call', () => {
    const call = update({ direction: 'inbound', monitor: { controlUrl: 'https://example.com/control' } });

    expect(JSON.stringify([...factsIn(call.events()).values()])).not.toContain('example.com');
  });
});

describe('when a call began and ended', () => {
  it('is its earliest start, its last start and its last end', () => {
    const call = update({ startAt: '2026-03-05T09:21:19.627Z' }, at(0))
      .thatSent('status-update', {
        timestamp: at(1),
        call: { startAt: '2026-03-05T09:21:20.063Z', endAt: null },
      })
      .thatEnded(at(44), { call: { startAt: null, endAt: '2026-03-05T09:22:01.739Z' } });

    expect(viewOf(call.events())).toMatchObject({
      createdAt: Date.UTC(2026, 2, 5, 9, 21, 19, 627),
      startAt: Date.UTC(2026, 2, 5, 9, 21, 20, 63),
      endAt: Date.UTC(2026, 2, 5, 9, 22, 1, 739),
    });
  });

  it('is its earliest start, also when that was said last', () => {
    const call = update({ startAt: at(2) }, at(2)).thatSent('hang', {
      timestamp: at(9),
      call: { startAt: at(1) },
    });

    expect(viewOf(call.events())).toMatchObject({ createdAt: at(1), startAt: at(1) });
  });

  it('is unknown when nobody said it', () => {
    expect(viewOf(update({}).events())).toMatchObject({ createdAt: null, startAt: null, endAt: null });
  });
});

describe('who called', () => {
  it('is the customer’s number, else the call’s user number', () => {
    const userNumber = update({ userNumber: '+15550100' });
    const customer = userNumber.thatSent('hang', { timestamp: at(9), customer: { number: 'web-Ada' } });

    expect(viewOf(userNumber.events()).who).toBe('+15550100');
    expect(viewOf(customer.events()).who).toBe('web-Ada');
  });

  it('is never the phone, which is a provider and no number', () => {
    const call = aCall().thatSent('hang', { timestamp: at(1), phone: { provider: { name: 'twilio' } } });

    expect(viewOf(call.events()).who).toBeNull();
    expect(viewOf(call.events()).fields).toEqual({ phone: { provider: { name: 'twilio' } } });
  });

  it('is the user number when the customer’s is no text', () => {
    const call = aCall().thatSent('hang', {
      timestamp: at(1),
      call: { userNumber: '+15550100' },
      customer: { number: { country: 1 } },
    });

    expect(viewOf(call.events()).who).toBe('+15550100');
  });

  it('is who it was first said to be', () => {
    const call = aCall()
      .thatSent('hang', { timestamp: at(9), customer: { number: 'later' } })
      .thatSent('hang', { timestamp: at(1), customer: { number: 'first' } });

    expect(viewOf(call.events()).who).toBe('first');
  });

  it('has a name when one is said', () => {
    const named = aCall().thatSent('hang', { timestamp: at(1), customer: { number: '1', name: 'Ada' } });
    const nameless = aCall().thatSent('hang', { timestamp: at(1), customer: { number: '1' } });

    expect(viewOf(named.events()).customerName).toBe('Ada');
    expect(viewOf(nameless.events()).customerName).toBeNull();
  });
});

describe('the assistant of a call', () => {
  const full = { _id: 'a1', name: 'Mary', assistantProvider: 'gemini', assistantModel: 'flash', stt: ['en'] };

  it('is never replaced by a stub', () => {
    const call = aCall().thatSent('status-update', { timestamp: at(1), assistant: full });

    const after = call
      .thatSent('conversation-update', { timestamp: at(2), assistant: { _id: 'a1', name: 'Mary' } })
      .thatSent('end-of-call-report', { timestamp: at(3), assistant: {} })
      .thatSent('hang', { timestamp: at(4), assistant: null });

    expect(viewOf(after.events()).assistant).toEqual({
      id: 'a1',
      name: 'Mary',
      provider: 'gemini',
      model: 'flash',
      config: full,
    });
  });

  it('has the id that the call says, else the one the assistant says', () => {
    const assistant = { _id: '5f7b', id: 'x', name: 'Mary' };

    const both = aCall().thatSent('hang', { timestamp: at(1), call: { assistantId: '3f7b' }, assistant });
    const own = aCall().thatSent('hang', { timestamp: at(1), call: { assistantId: '' }, assistant });
    const plain = aCall().thatSent('hang', { timestamp: at(1), assistant: { _id: null, id: 'x' } });

    expect(viewOf(both.events()).assistant.id).toBe('3f7b');
    expect(viewOf(own.events()).assistant.id).toBe('5f7b');
    expect(viewOf(plain.events()).assistant.id).toBe('x');
  });

  it('is opaque: one setting may be an object here, a list there, a text elsewhere', () => {
    const assistants = [
      { welcomeMessageMode: 'automatic', callForwardData: [1], stt: { languages: ['en', 'hi'] } },
      { welcomeMessageMode: 'assistant-speaks-first', callForwardData: { extension: 7 }, stt: 'en-US' },
      { timeoutSeconds: 20, timeoutInSecs: '30' },
    ];

    for (const assistant of assistants) {
      const call = aCall().thatSent('status-update', { timestamp: at(1), assistant });

      expect(viewOf(call.events()).assistant.config).toEqual(assistant);
      expect(viewOf(call.events()).warnings).toEqual([]);
    }
  });
});

describe('how long a call lasted', () => {
  it('is what the provider states, the greatest of it, once the call has ended', () => {
    const running = update({ status: 'ongoing', assistantCallDuration: 15_000 });

    const ended = running
      .thatEnded(at(44), { call: { assistantCallDuration: 41_683 } })
      .thatSent('hang', { timestamp: at(50), call: { assistantCallDuration: 0 } });

    expect(viewOf(running.events()).durationMs).toBeNull();
    expect(viewOf(ended.events()).durationMs).toBe(41_683);
  });

  it('is the time from ongoing to the end when nobody states it', () => {
    const call = aCall().thatWas('ongoing', at(5)).thatWas('finished', at(47));

    expect(viewOf(call.events()).durationMs).toBe(42_000);
  });

  it('is unknown for a call nobody answered', () => {
    expect(viewOf(aCall().thatWas('failed', at(5)).events()).durationMs).toBeNull();
  });
});

describe('the id of a call', () => {
  it.each(['WC-82015760-c3bd', 'CA2244062c7e', 'a/b % # {x}', '__proto__', '7'])('is opaque: %s', (id) => {
    const call = aCall(id).thatWas('ongoing', at(1));

    expect(viewOf(call.events())).toEqual(viewOf(aCall().thatWas('ongoing', at(1)).events()));
  });
});
