import { describe, expect, it } from '@jest/globals';
import { aCall, at } from './testing/a-call.js';
import { viewOf } from './testing/folded.js';

describe('the analysis of a call', () => {
  it('is read from the message and from the call, field by field, the message’s first where it says anything', () => {
    const call = aCall().thatEnded(at(60), {
      analysis: { summary: 'Booked a visit.', successEvaluation: '', structuredData: {} },
      call: {
        analysis: { summary: 'Called.', successEvaluation: 'Good', structuredData: { age: 29 } },
      },
    });

    expect(viewOf(call.events()).report).toMatchObject({
      summary: 'Booked a visit.',
      success: 'Good',
      structuredData: { age: 29 },
    });
  });

  it('is the end-of-call report’s, however much an earlier or later event said', () => {
    const long = { summary: 'So far so good.', structuredData: { name: 'Ada', age: 29, city: 'Pune' } };
    const report = { summary: 'Ended early.', structuredData: { name: 'Ada' } };

    const call = aCall()
      .thatSent('status-update', { timestamp: at(10), analysis: long })
      .thatEnded(at(60), { analysis: report })
      .thatSent('conversation-update', { timestamp: at(70), analysis: long });

    expect(viewOf(call.events()).report).toMatchObject(report);
  });

  it('is the fullest of several of one source', () => {
    const call = aCall()
      .thatEnded(at(60), { analysis: { structuredData: { name: 'Ada', age: 29 } } })
      .thatEnded(at(61), { analysis: { structuredData: { name: 'Ada', age: null } } });

    expect(viewOf(call.events()).report.structuredData).toEqual({ name: 'Ada', age: 29 });
  });

  it('is an earlier event’s where the report says nothing', () => {
    const call = aCall()
      .thatSent('status-update', { timestamp: at(10), analysis: { summary: 'So far so good.' } })
      .thatEnded(at(60), { analysis: { summary: '' }, call: { analysis: { summary: null } } });

    expect(viewOf(call.events()).report.summary).toBe('So far so good.');
  });

  it.each(['success', 'Excellent', 'true', true, 7])(
    'calls a success whatever it is called: %p',
    (success) => {
      const call = aCall().thatEnded(at(60), { analysis: { successEvaluation: success } });

      expect(viewOf(call.events()).report.success).toBe(success);
    },
  );

  it('keeps sections nobody told us of', () => {
    const call = aCall().thatEnded(at(60), {
      analysis: { outcome: 'Booked', guardrails: 'DISABLED', callback: { at: 'noon' } },
      call: { metrics: { network: { lost: 3 } } },
    });

    expect(viewOf(call.events()).report).toMatchObject({
      outcome: 'Booked',
      more: {
        'analysis/guardrails': 'DISABLED',
        'analysis/callback': { at: 'noon' },
        'metrics/network': { lost: 3 },
      },
    });
  });
});

describe('cost and statistics of a call', () => {
  it('are shown as they were sent', () => {
    const cost = { callDuration: 41.676, totalCost: 0.0397, currency: null };
    const callStats = { turns: { user: 4, bot: 4 }, sttStats: { responseLatencyAvg: -309.39 } };

    const call = aCall().thatEnded(at(60), { call: { cost, metrics: { callStats } } });

    expect(viewOf(call.events()).report).toMatchObject({ cost, callStats });
  });

  it('are not taken away by an event without them', () => {
    const call = aCall().thatEnded(at(60), { call: { cost: { totalCost: 0.04 } } });

    const after = call
      .thatSent('end-of-call-report', { timestamp: at(61), call: { cost: null, metrics: {} } })
      .thatSent('end-of-call-report', { timestamp: at(62) });

    expect(viewOf(after.events()).report).toEqual(viewOf(call.events()).report);
  });

  it('are none before anybody said them', () => {
    expect(viewOf(aCall().thatWas('queued', at(1)).events()).report).toEqual({
      summary: null,
      success: null,
      structuredData: null,
      outcome: null,
      cost: null,
      callStats: null,
      more: {},
    });
  });
});
