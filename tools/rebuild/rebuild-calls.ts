import type { LeftBecause, Refolded } from '../../apps/projector/refolding.js';

export interface RebuildParts {
  readonly calls: AsyncIterable<string>;
  readonly refold: (call: string) => Promise<Refolded>;
  /** Told after each call. */
  readonly onCall: (tally: Tally) => void;
  /** Ends it between two calls. */
  readonly signal: AbortSignal;
}

/** What became of the calls so far. */
export interface Tally {
  readonly done: number;
  readonly changed: number;
  /** They say what they said. */
  readonly same: number;
  /** This code had made them already. */
  readonly current: number;
  readonly left: Readonly<Record<LeftBecause, number>>;
  /** Some that were left, to be named. */
  readonly named: readonly { readonly call: string; readonly why: LeftBecause }[];
}

const MAX_NAMED = 20;

/** Folds calls anew one after the other, and counts. */
export async function rebuildCalls({ calls, refold, onCall, signal }: RebuildParts): Promise<Tally> {
  const left = { incomplete: 0, unreadable: 0, newer: 0, gone: 0, moving: 0 };
  const named: { call: string; why: LeftBecause }[] = [];
  let [done, changed, same, current] = [0, 0, 0, 0];
  const tally = (): Tally => ({ done, changed, same, current, left, named });
  for await (const call of calls) {
    if (signal.aborted) break;
    const refolded = await refold(call);
    done++;
    switch (refolded.is) {
      case 'refolded':
        changed++;
        break;
      case 'same':
        same++;
        break;
      case 'current':
        current++;
        break;
      case 'left':
        left[refolded.why]++;
        if (named.length < MAX_NAMED && refolded.why !== 'gone') named.push({ call, why: refolded.why });
    }
    onCall(tally());
  }
  return tally();
}
