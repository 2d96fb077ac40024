import type { CallsChanged, CallsSnapshot, Figures, Row } from '#contracts';

/** The calls the gateway listed for the page: a window of `total`, and figures over all it holds. */
export interface CallRows {
  readonly byCall: ReadonlyMap<string, Row>;
  readonly total: number;
  readonly figures: Figures;
}

export const NO_FIGURES: Figures = { total: 0, live: 0, hangs: 0, errors: 0 };
export const NO_ROWS: CallRows = { byCall: new Map(), total: 0, figures: NO_FIGURES };

export function rowsOf({ rows, total, figures }: CallsSnapshot): CallRows {
  return { byCall: new Map(rows.map((row) => [row.call, row])), total, figures };
}

export function withChange(known: CallRows, { upserts, removes, total, figures }: CallsChanged): CallRows {
  const byCall = new Map(known.byCall);
  for (const call of removes) byCall.delete(call);
  for (const row of upserts) byCall.set(row.call, row);
  return { byCall, total, figures };
}

/** What happened between two states of the list: how many versions of how many calls. */
export function changesBetween(before: CallRows, after: CallRows): { changes: number; calls: number } {
  let changes = 0;
  let calls = 0;
  for (const row of after.byCall.values()) {
    const known = before.byCall.get(row.call);
    const made = known?.epoch === row.epoch ? Math.max(row.version - known.version, 0) : row.version;
    changes += made;
    calls += made > 0 ? 1 : 0;
  }
  return { changes, calls };
}

/**
 * A held list holds what is said, never what was deleted: once the gateway holds fewer calls than it did,
 * those the window lacks leave the held list as well.
 */
export function withoutDeleted(held: CallRows, live: CallRows): CallRows {
  if (live.figures.total >= held.figures.total) return held;
  const byCall = new Map([...held.byCall].filter(([call]) => live.byCall.has(call)));
  return { byCall, total: live.total, figures: live.figures };
}
