import { rm } from 'node:fs/promises';
import { CONTROL } from './all-faults.js';
import type { Finding } from './checks/finding.js';
import { runFault, type Outcome, type RunTerms } from './run-fault.js';

/** What runs instead of the projectors, from the project's folder. */
const SPLIT_PROJECTOR = 'dist/tools/faults/split-projector.js';
/** What is wrong with it is there at once. */
const PATIENCE_MS = 2_000;

/** Lets the same calls come in to projectors that are wrong, under the same kills. */
export async function runControl(terms: Omit<RunTerms, 'projectorScript' | 'patienceMs'>): Promise<Outcome> {
  const wrong = { projectorScript: SPLIT_PROJECTOR, patienceMs: PATIENCE_MS };
  const outcome = await runFault(CONTROL, { ...terms, ...wrong });
  // What it printed is of no interest: it was to go wrong.
  await rm(outcome.folder, { recursive: true, force: true });
  return outcome;
}

/** Whether the checks have seen what is wrong with it: versions that were published twice, or not at all. */
export function isCaught(findings: readonly Finding[]): boolean {
  return findings.some(({ invariant }) => invariant === 'I3');
}
