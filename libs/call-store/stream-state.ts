import { z } from 'zod';

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

const State = z.tuple([z.string(), z.string(), z.number()]);

/** Reads what stream-state.lua.ts answers. */
export function streamStateOf(reply: unknown): StreamState {
  const [firstId, lastId, hasLostSome] = State.parse(reply);
  return { firstId: firstId === '' ? undefined : firstId, lastId, hasLostSome: hasLostSome === 1 };
}
