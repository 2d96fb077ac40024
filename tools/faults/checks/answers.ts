import { percentile } from '../../simulate/tally.js';
import { isAccepted, type Sent } from '../ledger.js';
import type { Finding } from './finding.js';

export interface AnswerTerms {
  /** Every webhook must be answered 200: no ingest was hurt. */
  readonly allAccepted: boolean;
  /** Some must be answered 503, or what the fault is about never came about: a spool that is full. */
  readonly someRefused?: boolean;
}

/** I9: webhooks that were answered otherwise, or not. */
export function answers(sent: readonly Sent[], { allAccepted, someRefused = false }: AnswerTerms): Finding[] {
  const findings: Finding[] = [];
  const refused = sent.filter((event) => !isAccepted(event));
  if (allAccepted && refused.length > 0) {
    const says = `${refused.length} webhooks were not accepted, such as one ${wordsOf(refused)}`;
    findings.push({ invariant: 'I9', count: refused.length, says });
  }
  if (someRefused && !sent.some(({ outcome }) => outcome.kind === 'answered' && outcome.status === 503))
    findings.push({
      invariant: 'I9',
      count: 1,
      says: 'no webhook was answered 503: the spool was never full',
    });
  return findings;
}

/** I9: of a hundred answers 99 must come within so long. */
export function lateAnswers(sent: readonly Sent[], mostMs: number): Finding[] {
  const p99 = p99MsOf(sent);
  if (p99 <= mostMs) return [];
  return [{ invariant: 'I9', count: 1, says: `p99 of the answers is ${Math.round(p99)} ms, not ${mostMs}` }];
}

/** Of the answers that came. */
export function p99MsOf(sent: readonly Sent[]): number {
  return percentile(
    sent.flatMap(({ outcome }) => (outcome.kind === 'answered' ? outcome.ms : [])),
    0.99,
  );
}

function wordsOf([first]: readonly Sent[]): string {
  if (first === undefined) return '';
  const { outcome } = first;
  return outcome.kind === 'answered' ? `answered ${outcome.status}` : `not answered (${outcome.reason})`;
}
