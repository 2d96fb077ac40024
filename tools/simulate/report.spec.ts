import { describe, expect, it } from '@jest/globals';
import { callPlans, SPEC_START, transcriptOf } from '../../test/support/calls/a-call.js';

const calls = callPlans('reports', 40)
  .map((plan) => plan.script({ startAt: SPEC_START }).events)
  .filter((events) => transcriptOf(events).length > 0)
  .map((events) => {
    const report = events.at(-1)?.body.message;
    const stats = report?.call.metrics?.callStats;
    const cost = report?.call.cost;
    if (!report || !stats || !cost) throw new Error('a spoken call without its report');
    return { report, stats, cost, messages: transcriptOf(events), events };
  });

describe('the report of a call', () => {
  it('counts the turns of its transcript', () => {
    for (const { stats, messages } of calls) {
      const users = messages.filter(({ role }) => role === 'user');
      const skipped = messages.flatMap((message) =>
        message.role === 'user' ? (message.skippedAssistantMessages ?? []) : [],
      );
      const played = messages.length - users.length;
      const cutOff = stats.turnsStats.botTurns.filter(({ interrupted }) => interrupted);

      expect(stats.turns).toEqual({
        user: users.length,
        bot: played + skipped.length,
        played,
        interrupted: cutOff.length,
        skipped: skipped.length,
      });
      expect(stats.turnsStats.userTurns.map(({ messageId }) => messageId)).toEqual(
        users.map(({ messageId }) => messageId),
      );
      expect(stats.turnsStats.botTurns).toHaveLength(played);
      expect(stats.turnsStats.bargeInCount).toBe(cutOff.length);
      expect(stats.sttStats['responseCount']).toBe(users.length);
      expect(stats.ttsStats['totalRequests']).toBe(played);
    }
  });

  it('counts the errors that were reported', () => {
    for (const { stats, events } of calls) {
      const errors = events.flatMap(({ body }) => body.message.error?.type ?? []);
      expect(stats.llmStats['errors']).toBe(errors.filter((type) => type === 'llm_error').length);
      expect(stats.sttStats['errors']).toBe(errors.filter((type) => type === 'stt_error').length);
    }
  });

  it('has a cost whose parts add up, and a duration that both its units agree on', () => {
    for (const { report, cost } of calls) {
      const { interactlyCost, phoneCost, ttsVendorCost, sttVendorCost, llmVendorCost, totalCost } = cost;
      const parts = interactlyCost + phoneCost + ttsVendorCost + sttVendorCost + llmVendorCost;
      const { startAt = '', endAt, assistantCallDuration = 0 } = report.call;
      const ms = Date.parse(endAt ?? '') - Date.parse(startAt);

      expect(totalCost).toBeCloseTo(parts, 10);
      expect(cost.callDuration * 1000).toBeCloseTo(ms, 6);
      expect(assistantCallDuration).toBe(ms + 7);
    }
  });

  it('comes about 2.2 seconds after the end, later than all else', () => {
    for (const { report, events } of calls) {
      const after = report.timestamp - Date.parse(report.call.endAt ?? '');
      expect(after).toBeGreaterThan(2000);
      expect(after).toBeLessThan(2400);
      expect(events.at(-1)?.body.message).toBe(report);
    }
  });

  it('repeats the transcript without metrics, or has no messages and an empty assistant', () => {
    const [empty, repeating] = [
      calls.filter(({ report }) => report.messages?.length === 0),
      calls.filter(({ report }) => report.messages?.length !== 0),
    ];

    expect(empty.length).toBeGreaterThan(5);
    expect(repeating.length).toBeGreaterThan(5);
    for (const { report } of empty) expect(report.assistant).toEqual({});
    for (const { report, messages } of repeating) {
      expect(report.messages).toEqual(
        messages.map(({ messageId, role, text, timestamp }) => ({ messageId, role, text, timestamp })),
      );
    }
  });

  it('analyses the call beside it, not in it', () => {
    for (const { report } of calls) {
      expect(report.call.analysis).toEqual({ summary: '', successEvaluation: '', guardrails: 'DISABLED' });
      expect(report.analysis).toMatchObject({
        summary: expect.stringMatching(/\.$/),
        successEvaluation: expect.stringMatching(/^(Excellent|Good|Fair|Poor)$/),
        outcome: expect.any(String),
      });
    }
  });
});
