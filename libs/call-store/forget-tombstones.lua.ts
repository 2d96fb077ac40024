import { STREAM_BOUNDS } from '#service';

/**
 * Forgets tombstones that cover nothing that can still come: their deletion is long ago, and everything that stood in
 * the log then was read. One page of them. May run in a full Redis.
 *
 * KEYS  1 deleted hash, 2 events stream
 * ARGV  1 cursor ("0" to begin), 2 deleted before (epoch ms), 3 group that must have read the log, 4 page
 * Result {the next cursor ("0" = the end), tombstones forgotten}
 */
export const forgetTombstonesScript = {
  numberOfKeys: 2,
  lua: `#!lua flags=allow-oom
${STREAM_BOUNDS}
local deleted, events = KEYS[1], KEYS[2]
local page = redis.call('HSCAN', deleted, ARGV[1], 'COUNT', ARGV[4])
local bound = {math.huge, 0}
if redis.call('EXISTS', events) == 1 then bound = firstUnfinished(events, ARGV[3]) end
local forgotten = 0
for i = 1, #page[2], 2 do
  local bar = string.find(page[2][i + 1], '|', 1, true)
  local last = partsOf(string.sub(page[2][i + 1], 1, bar - 1))
  local at = tonumber(string.sub(page[2][i + 1], bar + 1))
  if at < tonumber(ARGV[2]) and isBefore(last, bound) then
    redis.call('HDEL', deleted, page[2][i])
    forgotten = forgotten + 1
  end
end
return {page[1], forgotten}
`,
} as const;
