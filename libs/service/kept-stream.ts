import { z } from 'zod';
import type { Holding, Kept, Trimmed } from './kept.js';
import type { RedisClient } from './redis.js';
import { trimStreamScript } from './trim-stream.lua.js';

/** What one step may cost: some milliseconds in which Redis does nothing else. */
const STEP_BYTES = 512 * 1024;
const STEP_ENTRIES = 250;

const Answer = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** A stream from which the oldest entries may go. */
export class KeptStream implements Kept {
  /** @param group who must have read and acknowledged an entry before it may go; empty: nobody */
  constructor(
    private readonly redis: RedisClient,
    private readonly key: string,
    private readonly group = '',
  ) {}

  /** Bytes exactly, as Redis counts them; that takes some milliseconds for a stream of 30 MB. */
  async measure(): Promise<Holding> {
    const [bytes, count, { oldestAt }] = await Promise.all([
      this.redis.memory('USAGE', this.key, 'SAMPLES', 0),
      this.redis.xlen(this.key),
      this.trim({ before: 0, bytes: 0 }),
    ]);
    return { bytes: bytes ?? 0, count, oldestAt };
  }

  async trim({ before, bytes }: { readonly before: number; readonly bytes: number }): Promise<Trimmed> {
    const { lua, numberOfKeys } = trimStreamScript;
    const args = [Math.floor(before), Math.ceil(bytes), this.group, STEP_BYTES, STEP_ENTRIES];
    const [removed, freed, oldest, isHeld] = Answer.parse(
      await this.redis.eval(lua, numberOfKeys, this.key, ...args),
    );
    return { removed, bytes: freed, oldestAt: oldest === 0 ? undefined : oldest, isHeldBack: isHeld === 1 };
  }
}
