/** Before the first entry of any stream. */
export const START = '0-0';

export interface StreamState {
  /** `undefined`: it holds nothing. */
  readonly firstId: string | undefined;
  /** Of the last entry that ever was. */
  readonly lastId: string;
  /** Not everything that was ever added is still there. */
  readonly hasLostSome: boolean;
}

/** Reads what XINFO STREAM says. */
export function streamStateOf(reply: unknown): StreamState {
  const list: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const field = (name: string): unknown => list[list.indexOf(name) + 1];
  const first = field('first-entry');
  const last = field('last-generated-id');
  return {
    firstId: Array.isArray(first) ? String(first[0]) : undefined,
    lastId: typeof last === 'string' ? last : START,
    hasLostSome: Number(field('entries-added')) > Number(field('length')),
  };
}
