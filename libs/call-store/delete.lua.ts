/**
 * Deletes one call: its facts, row, records, raw events and changes. A tombstone stays, so that an event read later
 * than its deletion does not bring it back; the removal is published. May run in a full Redis, or it could never be
 * freed.
 *
 * KEYS  1 events stream, 2 changes stream, 3 call hash, 4 records hash, 5 row hash, 6 calls zset, 7 activity zset,
 *       8 deleted hash
 * ARGV  1 call, 2 now: epoch ms, by the clock that receipt times are told in
 * Result 1 when there was such a call, else 0
 */
export const deleteCallScript = {
  numberOfKeys: 8,
  lua: `#!lua flags=allow-oom
local events, changes, callKey, records, rowKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local call = ARGV[1]
local last = '0-0'
if redis.call('EXISTS', events) == 1 then
  local info = redis.call('XINFO', 'STREAM', events)
  for i = 1, #info, 2 do if info[i] == 'last-generated-id' then last = info[i + 1] end end
end
redis.call('HSET', KEYS[8], 'call:' .. call, last .. '|' .. ARGV[2])

for _, record in ipairs(redis.call('HVALS', records)) do
  local ids, positions = string.match(record, '^%d+|%d+|([^|]*)|([^|]*)|')
  for id in string.gmatch(ids, '[^,]+') do redis.call('XDEL', changes, id) end
  for id in string.gmatch(positions, '[^,]+') do redis.call('XDEL', events, id) end
end
local existed = redis.call('UNLINK', callKey, rowKey, records)
redis.call('ZREM', KEYS[6], call)
redis.call('ZREM', KEYS[7], call)
redis.call('XADD', changes, '*', 'call', call, 'deleted', '1')
return existed > 0 and 1 or 0
`,
} as const;

/**
 * Deletes every call of a partition, in the same way: what stands in the log now is covered by one tombstone.
 *
 * KEYS  1 events stream, 2 changes stream, 3 calls zset, 4 activity zset, 5 deleted hash
 * ARGV  1 now, 2… prefixes of the keys of a call, to which its id is added (same hash tag, so on the same node)
 * Result how many calls there were
 */
export const deleteAllScript = {
  numberOfKeys: 5,
  lua: `#!lua flags=allow-oom
local events, changes, calls, activity, deleted = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local last = '0-0'
if redis.call('EXISTS', events) == 1 then
  local info = redis.call('XINFO', 'STREAM', events)
  for i = 1, #info, 2 do if info[i] == 'last-generated-id' then last = info[i + 1] end end
end
redis.call('UNLINK', deleted)
redis.call('HSET', deleted, '*', last .. '|' .. ARGV[1])

local known = redis.call('ZRANGE', calls, 0, -1)
for _, call in ipairs(known) do
  for i = 2, #ARGV do redis.call('UNLINK', ARGV[i] .. call) end
end
redis.call('UNLINK', calls, activity)
if last ~= '0-0' then redis.call('XTRIM', events, 'MAXLEN', 0) end
redis.call('XTRIM', changes, 'MAXLEN', 0)
redis.call('XADD', changes, '*', 'call', '*', 'deleted', '*')
return #known
`,
} as const;
