import type { Result } from 'ioredis';
import type { RedisClient } from '#service';
import { deleteAllScript, deleteCallScript } from './delete.lua.js';
import { pinScript } from './pin.lua.js';
import { mergeScript } from './merge.lua.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    /** Keys, then arguments, as merge.lua.ts lists them. */
    mergeCall(...args: string[]): Result<unknown, Context>;
    /** As delete.lua.ts lists them. */
    deleteCall(...args: string[]): Result<unknown, Context>;
    /** Calls zset, pinned set, call. */
    pinCall(...args: string[]): Result<unknown, Context>;
    deleteAllCalls(...args: string[]): Result<unknown, Context>;
  }
}

/** Makes the scripts known to a client; ioredis sends their text again to a Redis that has forgotten it. */
export function defineScripts(redis: RedisClient): void {
  redis.defineCommand('mergeCall', mergeScript);
  redis.defineCommand('deleteCall', deleteCallScript);
  redis.defineCommand('pinCall', pinScript);
  redis.defineCommand('deleteAllCalls', deleteAllScript);
}
