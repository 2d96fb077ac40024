/**
 * Measures calls that were merged since they were last measured, and keeps their sizes and the total. One bounded step.
 * May run in a full Redis, for what is to be deleted depends on it.
 *
 * KEYS  1 touched set, 2 sizes hash
 * ARGV  1 most calls, 2 most fields of their hashes, beyond which the step ends
 *       3… prefixes of the keys of a call, to which its id is added (same hash tag, so on the same node)
 * Result {calls measured, bytes of all measured calls, how many those are}
 */
export const measureScript = {
  numberOfKeys: 2,
  lua: `#!lua flags=allow-oom
local touched, sizes = KEYS[1], KEYS[2]
local measured, fields, more = 0, 0, 0
while measured < tonumber(ARGV[1]) and fields < tonumber(ARGV[2]) do
  local call = redis.call('SPOP', touched)
  if not call then break end
  local size = 0
  for i = 3, #ARGV do
    local key = ARGV[i] .. call
    local own = redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0)
    if own then
      size = size + own
      fields = fields + redis.call('HLEN', key)
    end
  end
  local field = 'call:' .. call
  more = more + size - tonumber(redis.call('HGET', sizes, field) or '0')
  if size > 0 then redis.call('HSET', sizes, field, size) else redis.call('HDEL', sizes, field) end
  measured = measured + 1
end
local total = redis.call('HINCRBY', sizes, 'total', more)
return {measured, total, redis.call('HLEN', sizes) - 1}
`,
} as const;
