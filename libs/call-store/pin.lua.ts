/**
 * Pins a call, so that neither age nor budget deletes it; in one step with looking whether there is such a call.
 *
 * KEYS  1 calls zset, 2 pinned set
 * ARGV  1 call
 * Result 1, or 0 when there is no such call
 */
export const pinScript = {
  numberOfKeys: 2,
  lua: `#!lua
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
redis.call('SADD', KEYS[2], ARGV[1])
return 1
`,
} as const;
