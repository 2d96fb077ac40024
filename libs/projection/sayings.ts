/** One of several values a thing was said to have, and when it was first said. */
export interface Saying<T> {
  readonly key: string;
  readonly at: number | null;
  readonly value: T;
}

/** Orders by when a value was first said; undated before dated, equal times by key. The last one is shown. */
export function byFirstSaid<T>(a: Saying<T>, b: Saying<T>): number {
  return (a.at ?? -1) - (b.at ?? -1) || (a.key < b.key ? -1 : Number(a.key > b.key));
}
