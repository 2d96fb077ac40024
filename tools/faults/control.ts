import { CONTROL } from './all-faults.js';
import type { Finding } from './checks/finding.js';
import { runFault, type Outcome, type RunTerms } from './run-fault.js';

/** What runs instead of the projectors, from the project's folder. */
const SPLIT_PROJECTOR = 'dist/tools/faults/split-projector.js';
/** What is wrong with it is there at once. */
const PATIENCE_MS = 2_000;

/** Lets the same calls come in to projectors that are wrong, under the same kills. */
export function runControl(terms: Omit<RunTerms, 'projectorScript' | 'patienceMs'>): Promise<Outcome> {
  return runFault(CONTROL, { ...terms, projectorScript: SPLIT_PROJECTOR, patienceMs: PATIENCE_MS });
}

/** Whether the checks have seen what is wrong with it: versions that were published twice, or not at all. */
export function isCaught(findings: readonly Finding[]): boolean {
  return findings.some(({ invariant }) => invariant === 'I3');
}
