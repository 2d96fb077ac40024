import { describe, expect, it } from '@jest/globals';
import { factsOf } from './facts-of.js';
import { lineOf } from './line-of.js';
import { aCall, at } from './testing/a-call.js';

const linesOf = (call: ReturnType<typeof aCall>) =>
  call
    .events()
    .flatMap(factsOf)
    .map(lineOf)
    .filter((line) => line !== undefined);

describe('the lines of an event', () => {
  it('are its status and its messages', () => {
    const call = aCall().thatSent('conversation-update', {
      timestamp: at(6),
      call: { status: 'ongoing', direction: 'inbound' },
      messages: [{ messageId: '1', role: 'user', text: 'Hello.', timestamp: at(5) }],
    });

    expect(linesOf(call)).toEqual([
      { kind: 'status', at: at(6), status: 'ongoing' },
      { kind: 'message', at: at(5), role: 'user', text: 'Hello.' },
    ]);
  });

  it('are none for what has no words', () => {
    const call = aCall().thatHung(at(5)).thatErred({ code: 'timeout' }, at(6));

    expect(linesOf(call)).toEqual([]);
  });
});
