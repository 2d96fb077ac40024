import { STREAM_BOUNDS } from './stream-bounds.lua.js';

/**
 * Removes the oldest entries of a stream: all from before a time, and more until so many bytes are free. Never past an
 * entry that a consumer group still needs, which is looked up in the same step. One bounded step: called again for
 * more. May run in a full Redis, or no room could be made.
 *
 * KEYS  1 stream
 * ARGV  1 before (epoch ms), 2 bytes to free, 3 group that must be done with an entry ("" = there is none: then all but
 *       the newest entry may go), 4 most bytes of this step, 5 most entries of this step
 * Result {entries removed, their bytes, time of the oldest entry left (0 = none), 1 when somebody still needs that one}
 */
export const trimStreamScript = {
  numberOfKeys: 1,
  lua: `#!lua flags=allow-oom
${STREAM_BOUNDS}
local key, before, wanted, group = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
if redis.call('EXISTS', key) == 0 then return {0, 0, 0, 0} end
local bound
if group ~= '' then
  bound = firstUnfinished(key, group)
else
  local newest = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  if not newest then return {0, 0, 0, 0} end
  bound = partsOf(newest[1])
end

local removed, bytes, from, oldest, held, last = 0, 0, '-', 0, 0, nil
while true do
  local entry = redis.call('XRANGE', key, from, '+', 'COUNT', 1)[1]
  if not entry then oldest = 0; break end
  local id = partsOf(entry[1])
  oldest = id[1]
  if id[1] >= before and bytes >= wanted then break end
  if not isBefore(id, bound) then held = 1; break end
  if removed >= tonumber(ARGV[5]) or bytes >= tonumber(ARGV[4]) then break end
  for _, text in ipairs(entry[2]) do bytes = bytes + #text + 2 end
  removed = removed + 1
  from, last = '(' .. entry[1], id
end
if removed > 0 then
  redis.call('XTRIM', key, 'MINID', '=', string.format('%.0f-%.0f', last[1], last[2] + 1))
end
return {removed, bytes, oldest, held}
`,
} as const;
