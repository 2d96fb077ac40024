import { describe, expect, it } from '@jest/globals';
import { aCall, at } from './testing/a-call.js';
import { viewOf } from './testing/folded.js';

const rateLimit = {
  type: 'llm_error',
  code: 'rate_limit_exceeded',
  message: 'Too many requests',
  provider: 'openai',
  retryable: true,
  details: { limit: 100 },
};

describe('a hang', () => {
  it('shows each time it happens, in order', () => {
    const call = aCall().thatHung(at(30)).thatHung(at(9)).thatHung(at(20));

    expect(viewOf(call.events()).hangs).toEqual([{ at: at(9) }, { at: at(20) }, { at: at(30) }]);
  });

  it('that is delivered twice happened once', () => {
    const call = aCall().thatHung(at(9)).thatHung(at(9));

    expect(viewOf(call.events()).hangs).toEqual([{ at: at(9) }]);
  });

  it('without a time is told apart by its content, however many messages it repeats', () => {
    const call = aCall()
      .thatSent('hang', { call: { status: 'ongoing' } })
      .thatSent('hang', { call: { status: 'ongoing', messages: [{ role: 'user', text: 'Hello?' }] } })
      .thatSent('hang', { call: { status: 'ongoing' }, messages: [{ role: 'user', text: 'Hello?' }] })
      .thatSent('hang', { call: { status: 'ongoing' }, turn: 2 });

    expect(viewOf(call.events()).hangs).toEqual([{ at: null }, { at: null }]);
  });

  it('without a time of its own happened when its newest message was said', () => {
    const call = aCall().thatSent('hang', { messages: [{ role: 'user', text: 'Hello?', timestamp: at(7) }] });

    expect(viewOf(call.events()).hangs).toEqual([{ at: at(7) }]);
  });

  it('leaves the call as it was otherwise', () => {
    const call = aCall().thatWas('ongoing', at(1)).saying('user', 'Hello.', at(5));

    const { hangs, ...after } = viewOf(call.thatHung(at(9)).events());

    expect(hangs).toHaveLength(1);
    expect({ ...after, hangs: [] }).toEqual(viewOf(call.events()));
  });
});

describe('an error', () => {
  it('shows all it says', () => {
    const call = aCall().thatErred(rateLimit, at(9));

    expect(viewOf(call.events()).errors).toEqual([{ at: at(9), ...rateLimit }]);
  });

  it('shows each time it happens, and each of two at one time', () => {
    const timeout = { ...rateLimit, code: 'timeout' };

    const call = aCall()
      .thatErred(rateLimit, at(20))
      .thatErred(rateLimit, at(9))
      .thatErred(timeout, at(20))
      .thatErred(rateLimit, at(20));

    expect(viewOf(call.events()).errors).toHaveLength(3);
    expect(viewOf(call.events()).errors[0]).toMatchObject({ at: at(9) });
  });

  it('without a time is told apart by what it says', () => {
    const call = aCall()
      .thatSent('error', { error: rateLimit })
      .thatSent('error', { error: rateLimit, messages: [{ role: 'user', text: 'Hello?' }] })
      .thatSent('error', { error: { ...rateLimit, code: 'timeout' } });

    const { errors } = viewOf(call.events());

    expect(errors.map(({ at: when }) => when)).toEqual([null, null]);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['rate_limit_exceeded', 'timeout']));
  });

  it('is noticed in an event of any type', () => {
    const call = aCall().thatSent('status-update', { timestamp: at(9), error: rateLimit });

    expect(viewOf(call.events()).errors).toMatchObject([{ at: at(9), code: 'rate_limit_exceeded' }]);
  });

  it.each([undefined, null, {}, 'It broke.', ['It broke.'], 7])(
    'happened even if it only says %j',
    (error) => {
      const call = aCall().thatSent('error', { timestamp: at(9), error });

      expect(viewOf(call.events()).errors).toMatchObject([
        { at: at(9), type: null, code: null, provider: null, retryable: null },
      ]);
    },
  );

  it('that is a text is its own message', () => {
    const call = aCall().thatSent('error', { timestamp: at(9), error: 'It broke.' });

    expect(viewOf(call.events()).errors).toMatchObject([{ message: 'It broke.' }]);
  });
});
