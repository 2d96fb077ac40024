import { describe, expect, it } from '@jest/globals';
import type { Outcome, Sent } from '../ledger.js';
import { answers, lateAnswers } from './answers.js';

const ALL = { allAccepted: true };

function sent(...outcomes: readonly Outcome[]): Sent[] {
  return outcomes.map((outcome) => ({ call: 'c', hash: 'h', body: '{}', outcome, answeredAt: 0 }));
}
const accepted = (ms: number): Outcome => ({ kind: 'answered', status: 200, ms });

describe('the answers to webhooks', () => {
  it('are in order when all are 200', () => {
    expect(answers(sent(accepted(1), accepted(2)), ALL)).toEqual([]);
  });

  it('are not when one was refused, or not given', () => {
    const outcomes = sent(
      accepted(1),
      { kind: 'answered', status: 503, ms: 1 },
      { kind: 'unanswered', reason: 'reset' },
    );

    expect(answers(outcomes, ALL)).toMatchObject([{ invariant: 'I9', count: 2 }]);
    expect(answers(outcomes, { allAccepted: false })).toEqual([]);
  });

  it('are not when a spool that should have been full never was', () => {
    const terms = { allAccepted: false, someRefused: true };

    expect(answers(sent(accepted(1)), terms)).toMatchObject([{ invariant: 'I9' }]);
    expect(answers(sent(accepted(1), { kind: 'answered', status: 503, ms: 1 }), terms)).toEqual([]);
  });

  it('are not when more than one of a hundred is late', () => {
    const late = sent(...Array.from({ length: 98 }, () => accepted(5)), accepted(300), accepted(300));

    expect(lateAnswers(late, 250)).toMatchObject([{ invariant: 'I9', count: 1 }]);
    expect(lateAnswers(late.slice(1), 301)).toEqual([]);
  });
});
