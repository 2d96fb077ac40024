import { describe, expect, it } from '@jest/globals';
import { announcementOf, heardKeys } from './announcements.js';
import { chatFlow } from './chat-flow.js';
import { aMessage, aView } from './made-up.js';

const flowOf = (count: number) =>
  chatFlow(
    aView({
      messages: Array.from({ length: count }, (_, n) =>
        aMessage({ messageId: `m${n}`, text: `Word ${n}`, at: n }),
      ),
    }),
  );

describe('what a screen reader is told', () => {
  it('is nothing of what was there before', () => {
    expect(announcementOf(heardKeys(flowOf(3)), flowOf(3))).toBe('');
  });

  it('is who said what', () => {
    expect(announcementOf(heardKeys(flowOf(1)), flowOf(2))).toBe('Caller: Word 1');
  });

  it('is a count and the last few when much came at once', () => {
    expect(announcementOf(heardKeys([]), flowOf(9))).toBe(
      '6 more messages. Caller: Word 6 Caller: Word 7 Caller: Word 8',
    );
  });
});
