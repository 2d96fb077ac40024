import { describe, expect, it } from '@jest/globals';
import { aCall, at } from './testing/a-call.js';
import { viewOf } from './testing/folded.js';

describe('a call that moves on', () => {
  it('lists each status once, in the order of a call’s life, with the earliest time that said it', () => {
    const call = aCall()
      .thatWas('ongoing', at(9))
      .thatWas('finished', at(60))
      .thatWas('initiated', at(0))
      .thatWas('ongoing', at(5))
      .thatWas('queued', at(1))
      .thatWas('ongoing', at(7));

    const { status } = viewOf(call.events());

    expect(status.history).toEqual([
      { status: 'initiated', at: at(0), raw: { call: 'initiated' } },
      { status: 'queued', at: at(1), raw: { call: 'queued' } },
      { status: 'ongoing', at: at(5), raw: { call: 'ongoing' } },
      { status: 'finished', at: at(60), raw: { call: 'finished' } },
    ]);
    expect(status.current).toBe('finished');
  });

  it('stays finished when a late event says ongoing', () => {
    const call = aCall().thatWas('ongoing', at(5)).thatWas('finished', at(60));

    const after = call.thatWas('ongoing', at(61));

    expect(viewOf(after.events())).toEqual(viewOf(call.events()));
  });

  it('is failed when it failed after it finished', () => {
    const call = aCall().thatWas('failed', at(61)).thatWas('finished', at(60));

    expect(viewOf(call.events()).status.current).toBe('failed');
  });

  it('was forwarded for ever after, also when finished', () => {
    const forwarded = aCall().thatWas('ongoing', at(5)).thatWas('forwarded', at(30));

    const finished = forwarded.thatWas('finished', at(60));

    expect(viewOf(forwarded.events()).status).toMatchObject({ current: 'forwarded', wasForwarded: true });
    expect(viewOf(finished.events()).status).toMatchObject({ current: 'finished', wasForwarded: true });
  });

  it('has no status when nobody said one', () => {
    const call = aCall().thatSent('conversation-update', { timestamp: at(1) });

    expect(viewOf(call.events()).status).toEqual({ current: null, history: [], wasForwarded: false });
  });

  it('takes a status said without a time as said before all dated ones', () => {
    const undated = aCall().thatSent('status-update', { call: { status: 'ongoing' } });

    const dated = undated.thatWas('ongoing', at(5));

    expect(viewOf(undated.events()).status.history).toMatchObject([{ status: 'ongoing', at: null }]);
    expect(viewOf(dated.events()).status.history).toMatchObject([{ status: 'ongoing', at: at(5) }]);
  });
});

describe('the status of an event', () => {
  it.each([
    { call: 'queued', message: 'completed', current: 'finished' },
    { call: 'finished', message: 'ringing', current: 'finished' },
    { call: 'ongoing', message: 'who-knows', current: 'ongoing' },
  ])(
    'is the further along of call.status $call and message.status $message',
    ({ call, message, current }) => {
      const told = aCall().thatSent('status-update', {
        timestamp: at(1),
        status: message,
        call: { status: call },
      });

      expect(viewOf(told.events()).status).toMatchObject({
        current,
        history: [{ status: current, raw: { call, message } }],
      });
    },
  );

  it.each([
    ['completed', 'finished'],
    ['ended', 'finished'],
    ['in-progress', 'ongoing'],
    ['ringing', 'queued'],
    ['trying', 'queued'],
    ['early-media', 'queued'],
    ['scheduled', 'queued'],
    ['busy', 'failed'],
    ['no-answer', 'failed'],
    ['forwarding', 'forwarded'],
    [' Finished ', 'finished'],
  ])('is %p in other words for %s', (said, mapped) => {
    const call = aCall().thatWas(said, at(1));

    expect(viewOf(call.events()).status.history).toEqual([
      { status: mapped, at: at(1), raw: { call: said } },
    ]);
  });

  it('is never taken from phoneCallStatus, which lags', () => {
    const call = aCall().thatSent('status-update', {
      timestamp: at(1),
      call: { status: 'queued', phoneCallStatus: 'in-progress' },
    });

    expect(viewOf(call.events()).status.current).toBe('queued');
  });

  it('is shown as sent when nobody told us of it, before all known ones, with a warning', () => {
    const call = aCall().thatWas('On-Hold', at(30));

    expect(viewOf(call.events()).status.current).toBe('On-Hold');
    expect(viewOf(call.events()).warnings).toEqual([{ code: 'unknown-status', detail: 'On-Hold' }]);
    expect(viewOf(call.thatWas('queued', at(1)).events()).status).toMatchObject({
      current: 'queued',
      history: [{ status: 'On-Hold' }, { status: 'queued' }],
    });
  });

  it('is not what another event calls its own status', () => {
    const call = aCall().thatSent('speech-update', { timestamp: at(9), status: 'started', role: 'user' });

    expect(viewOf(call.events()).status.current).toBeNull();
  });

  it('is finished in an end-of-call report that says none, or one before the end', () => {
    const silent = aCall().thatSent('end-of-call-report', { timestamp: at(60) });
    const stale = aCall().thatSent('end-of-call-report', { timestamp: at(60), call: { status: 'ringing' } });

    expect(viewOf(silent.events()).status).toMatchObject({ current: 'finished', history: [{ at: at(60) }] });
    expect(viewOf(stale.events()).status).toMatchObject({
      current: 'finished',
      history: [{ status: 'finished', raw: { call: 'ringing' } }],
    });
  });

  it('is failed in an end-of-call report of a call that failed', () => {
    const call = aCall().thatEnded(at(2), { call: { status: 'failed' } });

    expect(viewOf(call.events()).status.current).toBe('failed');
  });
});
