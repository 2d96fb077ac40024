/** What a store holds at a moment. */
export interface Holding {
  readonly bytes: number;
  readonly count: number;
  /** When its oldest came, epoch ms; `undefined`: it holds nothing. */
  readonly oldestAt: number | undefined;
}

export interface Trimmed {
  readonly removed: number;
  /** Freed, by and large; `measure` is exact. */
  readonly bytes: number;
  readonly oldestAt: number | undefined;
  /** The oldest that is left may not go yet: somebody has still to read it. */
  readonly isHeldBack: boolean;
}

/** Keeps things in the order they came, and lets the oldest go first. */
export interface Kept {
  measure(): Promise<Holding>;
  /** Lets go what came before a time, and more until so many bytes are free; one bounded step. */
  trim(order: { readonly before: number; readonly bytes: number }): Promise<Trimmed>;
}

export interface Bounds {
  /** What came before this time goes, epoch ms. */
  readonly before: number;
  /** Over all. */
  readonly budgetBytes: number;
}

/** What they hold together. */
export async function holdingOf(all: readonly Kept[]): Promise<Holding> {
  return sumOf(await Promise.all(all.map((kept) => kept.measure())));
}

const STEP_BYTES = 256 * 1024;
/** What is left over then waits for the next round. */
const LONGEST_MS = 4_000;
const PART = 0.75;
const CLOSE = 0.02;

/**
 * Trims several together: by age, and the oldest first over all of them until they are within their budget. What may
 * not go yet stays, even over the budget. Resolves with what they hold then.
 */
export async function trimTogether(
  all: readonly Kept[],
  { before, budgetBytes }: Bounds,
  signal: AbortSignal,
): Promise<Holding> {
  const until = performance.now() + LONGEST_MS;
  const goesOn = (): boolean => !signal.aborted && performance.now() < until;
  for (const kept of all) {
    let last: Trimmed;
    do last = await kept.trim({ before, bytes: 0 });
    while (last.removed > 0 && (last.oldestAt ?? Infinity) < before && goesOn());
  }
  const freed = async (): Promise<number> => {
    const holdings = await Promise.all(all.map((kept) => kept.measure()));
    const over = sumOf(holdings).bytes - budgetBytes;
    if (over <= 0) return 0;
    const open = all.flatMap((kept, i) => {
      const oldestAt = holdings[i]?.oldestAt;
      return oldestAt === undefined ? [] : [{ kept, oldestAt }];
    });
    // Redis needs more for an entry than is in it: a part at a time, measured again, takes no more than it must.
    return freeOldest(open, over > budgetBytes * CLOSE ? over * PART : over, { before, goesOn });
  };
  while (goesOn() && (await freed()) > 0);
  return holdingOf(all);
}

interface Terms {
  readonly before: number;
  readonly goesOn: () => boolean;
}

/** Resolves with the bytes freed, which are fewer when what is left may not go. */
async function freeOldest(
  open: { readonly kept: Kept; oldestAt: number }[],
  wanted: number,
  { before, goesOn }: Terms,
): Promise<number> {
  let sum = 0;
  while (sum < wanted && goesOn()) {
    const next = oldestOf(open);
    if (next === undefined) break;
    const order = { before, bytes: Math.min(wanted - sum, STEP_BYTES) };
    const { removed, bytes, oldestAt, isHeldBack } = await next.kept.trim(order);
    sum += bytes;
    if (isHeldBack || oldestAt === undefined || removed === 0) open.splice(open.indexOf(next), 1);
    else next.oldestAt = oldestAt;
  }
  return sum;
}

function oldestOf<T extends { readonly oldestAt: number }>(all: readonly T[]): T | undefined {
  let oldest: T | undefined;
  for (const one of all) if (oldest === undefined || one.oldestAt < oldest.oldestAt) oldest = one;
  return oldest;
}

function sumOf(holdings: readonly Holding[]): Holding {
  const times = holdings.flatMap(({ oldestAt }) => oldestAt ?? []);
  return {
    bytes: holdings.reduce((sum, { bytes }) => sum + bytes, 0),
    count: holdings.reduce((sum, { count }) => sum + count, 0),
    oldestAt: times.length === 0 ? undefined : Math.min(...times),
  };
}
