import { INVARIANTS, type Column, type Finding } from './checks/finding.js';
import type { Outcome } from './run-fault.js';

type Told = Pick<Outcome, 'times' | 'sent' | 'accepted' | 'recoveryMs' | 'findings'> & {
  readonly fault: { readonly title: string };
};

const HEAD = [
  'fault',
  'times',
  'events sent',
  'accepted',
  'lost',
  'doubled',
  'versions out of step',
  'differing views',
  'clients that differ',
  'recovery',
] as const;

/** The outcomes as a table of text, numbers to the right. */
export function textTable(outcomes: readonly Told[]): string {
  const rows = [HEAD, ...outcomes.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) => row.map((cell, column) => padded(cell, column, widths[column] ?? 0)).join('  '))
    .join('\n');
}

/** The same in Markdown, as prettier leaves it. */
export function markdownTable(outcomes: readonly Told[]): string {
  const rows = [HEAD, ...outcomes.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => padded(cell, column, widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [lines[0], `| ${rule.join(' | ')} |`, ...lines.slice(1)].join('\n');
}

/** One line for each invariant that does not hold, with what was found; empty: all hold. */
export function breaches({ fault, findings }: Pick<Told, 'fault' | 'findings'>): string[] {
  return Object.entries(INVARIANTS).flatMap(([invariant, claim]) => {
    const found = findings.filter((finding) => finding.invariant === invariant);
    if (found.length === 0) return [];
    const examples = found.slice(0, 5).map(({ says }) => `    ${says}`);
    const more = found.length > 5 ? [`    and ${found.length - 5} more`] : [];
    return [`${fault.title}: ${invariant} does not hold (${claim})`, ...examples, ...more];
  });
}

function cellsOf({ fault, times, sent, accepted, recoveryMs, findings }: Told): string[] {
  const count = (column: Column): string => String(countOf(findings, column));
  return [
    fault.title,
    String(times),
    String(sent),
    String(accepted),
    count('lost'),
    count('doubled'),
    count('outOfStep'),
    count('views'),
    count('clients'),
    recoveryMs === undefined ? 'never' : `${(recoveryMs / 1000).toFixed(1)} s`,
  ];
}

export function countOf(findings: readonly Finding[], column: Column): number {
  return findings.reduce((sum, finding) => sum + (finding.column === column ? finding.count : 0), 0);
}

function padded(cell: string, column: number, width: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
