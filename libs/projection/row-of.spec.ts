import { describe, expect, it } from '@jest/globals';
import { aCall, at } from './testing/a-call.js';
import { rowIn, viewOf } from './testing/folded.js';

describe('the row of a call', () => {
  it('says what a list needs of it', () => {
    const call = aCall()
      .thatSent('status-update', {
        timestamp: at(1),
        call: { status: 'queued', assistantId: 'a1', userNumber: '+15550100' },
        assistant: { _id: 'a1', name: 'Mary', assistantModel: 'flash' },
      })
      .thatWas('ongoing', at(5))
      .saying('assistant', 'Welcome!', at(6))
      .thatHung(at(9))
      .thatErred({ code: 'timeout' }, at(10))
      .saying('user', 'Hello.', at(12))
      .thatEnded(at(50), { call: { assistantCallDuration: 41_683 } });

    expect(rowIn(call.events())).toEqual({
      call: 'CA1',
      epoch: 'e1',
      version: 1,
      firstSeen: 0,
      lastSeen: 0,
      status: 'finished',
      statusAt: at(50),
      since: { queued: at(1), ongoing: at(5), finished: at(50) },
      who: '+15550100',
      assistant: { id: 'a1', name: 'Mary' },
      line: { role: 'user', text: 'Hello.', at: at(12) },
      durationMs: 41_683,
      messages: 2,
      hangs: 1,
      errors: 1,
      revisions: 0,
    });
  });

  it('of a call that said nothing is empty', () => {
    expect(rowIn([])).toMatchObject({
      status: null,
      statusAt: null,
      since: {},
      who: null,
      assistant: { id: null, name: null },
      line: null,
      durationMs: null,
      messages: 0,
    });
  });

  it('says the same of the call as its view', () => {
    const call = aCall()
      .thatSent('hang', {
        timestamp: at(3),
        call: { assistantId: '3f7b' },
        assistant: { _id: '5f7b', name: 'Mary' },
        customer: { number: 'web-Ada' },
      })
      .thatWas('ongoing', at(5))
      .thatWas('forwarded', at(30))
      .thatWas('finished', at(47));
    const view = viewOf(call.events());

    const row = rowIn(call.events());

    expect(row.status).toBe(view.status.current);
    expect(row.who).toBe(view.who);
    expect(row.assistant).toEqual({ id: view.assistant.id, name: view.assistant.name });
    expect(row.durationMs).toBe(view.durationMs);
    expect(row.durationMs).toBe(42_000);
  });

  it('counts revisions: texts of a message after its first', () => {
    const call = aCall()
      .thatSent('conversation-update', textSaid('', at(1)))
      .thatSent('conversation-update', textSaid('For', at(2)))
      .thatSent('conversation-update', textSaid('For next', at(3)))
      .thatSent('conversation-update', textSaid('For next week.', at(4)))
      .thatSent('conversation-update', textSaid('For next', at(5)));

    expect(rowIn(call.events())).toMatchObject({ messages: 1, revisions: 2 });
  });

  it('shows the last line that was said, cut to what a list can show', () => {
    const call = aCall()
      .saying('user', `${'long '.repeat(60)}story`, at(20))
      .saying('assistant', 'Welcome!', at(1));

    const { line } = rowIn(call.events());

    expect(line).toMatchObject({ role: 'user', at: at(20) });
    expect(line?.text).toHaveLength(200);
    expect(line?.text.endsWith('…')).toBe(true);
  });

  it('keeps the name of the assistant when a fuller telling has none', () => {
    const call = aCall()
      .thatSent('hang', { timestamp: at(1), assistant: { _id: 'a1', name: 'Mary' } })
      .thatSent('hang', { timestamp: at(2), assistant: { _id: 'a1', stt: 'x', tts: 'y', llm: 'z' } });

    expect(rowIn(call.events()).assistant).toEqual({ id: 'a1', name: 'Mary' });
  });

  it('has no duration while the call runs', () => {
    const call = aCall()
      .thatWas('ongoing', at(5))
      .thatSent('hang', { call: { assistantCallDuration: 9000 } });

    expect(rowIn(call.events()).durationMs).toBeNull();
  });
});

function textSaid(text: string, when: number) {
  return { timestamp: when, messages: [{ messageId: 'user-1', role: 'user', text, timestamp: at(1) }] };
}
