import type { LeftBecause } from '../../apps/projector/refolding.js';
import { printable } from '#service';
import type { Tally } from './rebuild-calls.js';

const BECAUSE: Readonly<Record<LeftBecause, string>> = {
  incomplete: 'raw events of it are no longer kept (RETENTION_HOURS, EVENT_LOG_MAX_MB)',
  unreadable: 'raw events of it can not be read',
  newer: 'newer code made it; run the newer code',
  gone: 'it was deleted meanwhile',
  moving: 'events came faster than it could be folded; run this again when it is quieter',
};

/** How far it is, in a line. */
export function progressLine(tally: Tally, total: number): string {
  const { done, changed, same, current } = tally;
  const counts = `${changed} changed, ${same + current} as before, ${leftIn(tally)} left as they are`;
  return `${done} of ${Math.max(done, total)} calls: ${counts}`;
}

/** What became of all, with the calls that were left and why. */
export function closingLines(tally: Tally, total: number): string[] {
  const reasons = Object.entries(tally.left).filter(([, count]) => count > 0);
  const unnamed = leftIn(tally) - tally.left.gone - tally.named.length;
  return [
    progressLine(tally, total),
    ...reasons.map(([why, count]) => `  ${count} ${count === 1 ? 'call' : 'calls'}: ${because(why)}`),
    ...tally.named.map(({ call, why }) => `    ${printable(call)} (${why})`),
    ...(unnamed > 0 ? [`    and ${unnamed} more`] : []),
  ];
}

function leftIn({ left }: Tally): number {
  return Object.values(left).reduce((sum, count) => sum + count, 0);
}

function because(why: string): string {
  return Object.entries(BECAUSE).find(([name]) => name === why)?.[1] ?? why;
}
