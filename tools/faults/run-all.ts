import { isCaught, runControl } from './control.js';
import type { Fault } from './fault.js';
import { runFault, type Outcome, type RunTerms } from './run-fault.js';
import { breaches } from './table.js';

/** What of a run was chosen. */
export interface Chosen {
  readonly faults: readonly Fault[];
  /** Whether the negative control is run. */
  readonly control: boolean;
}

export interface Report {
  /** The control's among them. */
  readonly outcomes: readonly Outcome[];
  /** What was broken, and what could not be tried; empty: every promise was kept. */
  readonly broken: readonly string[];
}

/** Does one fault after the other, each to a system of its own, and says a line of each. Rejects when it is stopped. */
export async function runAll(
  { faults, control }: Chosen,
  terms: RunTerms,
  say: (line: string) => void,
): Promise<Report> {
  const outcomes: Outcome[] = [];
  const broken: string[] = [];
  const runs: Run[] = faults.map((fault) => ({
    title: fault.title,
    run: () => runFault(fault, terms),
    judged: breaches,
  }));
  if (control) runs.push({ title: 'negative control', run: () => runControl(terms), judged: blindness });
  for (const { title, run, judged } of runs) {
    try {
      const outcome = await run();
      outcomes.push(outcome);
      broken.push(...judged(outcome));
      say(lineOf(outcome, judged(outcome).length === 0));
    } catch (error) {
      // Something of the machine's, such as a process that did not start: the other faults can still be tried.
      terms.stop.throwIfAborted();
      broken.push(`${title}: could not be tried (${String(error)})`);
      say(broken.at(-1) ?? '');
    }
  }
  return { outcomes, broken };
}

interface Run {
  readonly title: string;
  readonly run: () => Promise<Outcome>;
  /** What is wrong with its outcome. */
  readonly judged: (outcome: Outcome) => string[];
}

function blindness({ findings }: Outcome): string[] {
  if (isCaught(findings)) return [];
  return [
    'The negative control was not caught: projectors that are wrong by design passed, so these checks see nothing.',
  ];
}

function lineOf(
  { fault, sent, accepted, findings, notes, folder }: Outcome,
  isAsItShouldBe: boolean,
): string {
  const verdict =
    findings.length === 0 ? 'all is well' : isAsItShouldBe ? 'caught' : `BROKEN, see the logs in ${folder}`;
  return [
    `${fault.title}: ${accepted} of ${sent} webhooks accepted, ${verdict}`,
    ...notes.map((note) => `  ${note}`),
  ].join('\n');
}
