import { setTimeout as delay } from 'node:timers/promises';
import { FoldedCall, type CallRebuild, type CallToRebuild, type StoredRecord } from '#call-store';
import { UnreadableEntry, UnreadablePack, type EventLog } from '#event-log';
import { LARGE_BYTES, ownTurn } from '#service';
import type { Projection } from './projection.js';

/** Why a call is left as it is. */
export type LeftBecause =
  /** Raw events of it are no longer kept. */
  | 'incomplete'
  /** A raw event, or a pack of them, can't be read. */
  | 'unreadable'
  /** Newer code merged it. */
  | 'newer'
  | 'gone'
  /** Something was merged each time it had been read. */
  | 'moving';

export type Refolded =
  { readonly is: 'refolded' | 'same' | 'current' } | { readonly is: 'left'; readonly why: LeftBecause };

const MAX_ATTEMPTS = 10;
const BUSY_PAUSE_MS = 250;
/** Longer than a rebuild that was killed keeps others away. */
const LONGEST_BUSY_MS = 30_000;

/** Folds calls anew, from all their raw events, as this code reads them. */
export class Refolding {
  constructor(
    private readonly rebuild: CallRebuild,
    private readonly log: Pick<EventLog, 'readAll'>,
    private readonly projection: Projection,
  ) {}

  /**
   * Readers see the old call until the new one is whole. Repeating it, at once or later, does no harm.
   *
   * @param which `older`: only a call that older code merged; else it is `current`
   */
  async refold(call: string, which: 'older' | 'any'): Promise<Refolded> {
    let attempts = 0;
    const busyUntil = performance.now() + LONGEST_BUSY_MS;
    while (attempts < MAX_ATTEMPTS && performance.now() < busyUntil) {
      const base = await this.rebuild.read(call);
      if (base === undefined) return left('gone');
      const { model } = this.projection.model;
      if (base.model > model) return left('newer');
      if (base.model === model && which === 'older') return { is: 'current' };
      const folded = await this.fold(base);
      if (typeof folded === 'string') return left(folded);
      const swapped = await this.rebuild.swap(base, folded);
      if (swapped === 'swapped') return { is: 'refolded' };
      if (swapped === 'same') return { is: 'same' };
      if (swapped === 'newer') return left('newer');
      if (swapped === 'busy') await delay(BUSY_PAUSE_MS);
      else attempts++;
    }
    return left('moving');
  }

  private async fold(base: CallToRebuild): Promise<FoldedCall | 'incomplete' | 'unreadable'> {
    if (base.recordCount === 0 || base.records.length < base.recordCount) return 'incomplete';
    const { model, factsOf, rowFactsOf } = this.projection;
    const folded = new FoldedCall(model);
    try {
      for await (const { event } of this.log.readAll(base.call, base.records.map(placeOf))) {
        if (event === undefined) return 'incomplete';
        if (event.body.length >= LARGE_BYTES) await ownTurn();
        const facts = factsOf(event.content);
        folded.add(facts, rowFactsOf(facts));
      }
    } catch (error) {
      if (error instanceof UnreadableEntry || error instanceof UnreadablePack) return 'unreadable';
      throw error;
    }
    return folded;
  }
}

function placeOf({ record, positions }: StoredRecord) {
  return { receipt: record.receipt, positions };
}

function left(why: LeftBecause): Refolded {
  return { is: 'left', why };
}
