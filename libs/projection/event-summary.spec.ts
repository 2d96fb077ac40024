import { describe, expect, it } from '@jest/globals';
import { eventSummary } from './event-summary.js';
import { factsOf } from './facts-of.js';
import { aCall, at } from './testing/a-call.js';

const summaryOf = (body: unknown) => eventSummary(body, factsOf(body));

describe('the summary of an event', () => {
  it('is when it happened, the status it says and the number of messages it carries', () => {
    const [, event] = aCall()
      .saying('user', 'Hello.', at(5))
      .thatEnded(at(9), { call: { status: 'completed' } })
      .events();

    expect(summaryOf(event)).toEqual({ eventTime: at(9), status: 'finished', messages: 1 });
  });

  it('is empty for a body that is no event of a call', () => {
    expect(summaryOf({ event: 'call_status' })).toEqual({ eventTime: null, status: null, messages: 0 });
  });
});
