import { STREAM_BOUNDS } from '#service';

/**
 * Deletes one call: its facts, row, records, raw events, packed or not, changes, what a rebuild keeps beside it and, when
 * somebody deletes it, the letters that name it; the removal is published. May run in
 * a full Redis, or it could never be freed.
 *
 * Somebody's deletion leaves a tombstone, so that an event read later than it does not bring the call back. Retention
 * leaves none: nobody asked for the call to be forgotten, so an event nobody has read yet makes it anew, and stays.
 *
 * KEYS  1 events stream, 2 changes stream, 3 call hash, 4 records hash, 5 row hash, 6 calls zset, 7 activity zset,
 *       8 deleted hash, 9 unpacked zset, 10 pack hash, 11 packed zset, 12 bytes of all packs,
 *       13 touched set, 14 sizes hash, 15 pinned set, 16 staged hash, 17 rebuilding zset, 18 dead stream,
 *       19 mark that something is to be forgotten on disk
 * ARGV  1 call
 *       2 now: epoch ms, by the clock that receipt times are told in; "" for retention
 *       3 for retention: only when the call was not heard of after this time (epoch ms) and is not pinned
 *       4 for retention: the group that must be done with a raw event before it goes
 * Result 1 when there was such a call, else 0
 */
export const deleteCallScript = {
  numberOfKeys: 19,
  lua: `#!lua flags=allow-oom
local events, changes, callKey, records, rowKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
${STREAM_BOUNDS}
local call = ARGV[1]
local bound = {math.huge, 0}
if ARGV[2] == '' then
  local heardOf = redis.call('ZSCORE', KEYS[7], call)
  if heardOf and tonumber(heardOf) > tonumber(ARGV[3]) then return 0 end
  if redis.call('SISMEMBER', KEYS[15], call) == 1 then return 0 end
  bound = redis.call('EXISTS', events) == 1 and firstUnfinished(events, ARGV[4]) or bound
else
  local last = '0-0'
  if redis.call('EXISTS', events) == 1 then
    local info = redis.call('XINFO', 'STREAM', events)
    for i = 1, #info, 2 do if info[i] == 'last-generated-id' then last = info[i + 1] end end
  end
  redis.call('HSET', KEYS[8], 'call:' .. call, last .. '|' .. ARGV[2])
  local time = redis.call('TIME')
  redis.call('SET', KEYS[19], time[1] .. '-' .. time[2])
  for _, letter in ipairs(redis.call('XRANGE', KEYS[18], '-', '+')) do
    for i = 1, #letter[2], 2 do
      -- What follows are the fields of the entry, which say the same.
      if letter[2][i] == 'entry' then break end
      if letter[2][i] == 'call' and letter[2][i + 1] == call then redis.call('XDEL', KEYS[18], letter[1]) end
    end
  end
end

for _, record in ipairs(redis.call('HVALS', records)) do
  local ids, positions = string.match(record, '^%d+|%d+|([^|]*)|([^|]*)|')
  for id in string.gmatch(ids, '[^,]+') do redis.call('XDEL', changes, id) end
  for id in string.gmatch(positions, '[^,]+') do
    if isBefore(partsOf(id), bound) then redis.call('XDEL', events, id) end
  end
end
local existed = redis.call('UNLINK', callKey, rowKey, records)
redis.call('ZREM', KEYS[6], call)
redis.call('ZREM', KEYS[7], call)
redis.call('ZREM', KEYS[9], call)
local packBytes = redis.call('HGET', KEYS[10], 'bytes')
if packBytes then redis.call('DECRBY', KEYS[12], packBytes) end
redis.call('UNLINK', KEYS[10])
redis.call('ZREM', KEYS[11], call)
redis.call('SREM', KEYS[13], call)
redis.call('SREM', KEYS[15], call)
redis.call('UNLINK', KEYS[16])
redis.call('ZREM', KEYS[17], call)
local size = redis.call('HGET', KEYS[14], 'call:' .. call)
if size then
  redis.call('HDEL', KEYS[14], 'call:' .. call)
  redis.call('HINCRBY', KEYS[14], 'total', -size)
end
redis.call('XADD', changes, '*', 'call', call, 'deleted', '1')
return existed > 0 and 1 or 0
`,
} as const;

/**
 * Deletes every call of a partition, in the same way: what stands in the log now is covered by one tombstone.
 *
 * KEYS  1 events stream, 2 changes stream, 3 calls zset, 4 activity zset, 5 deleted hash, 6 unpacked zset, 7 packed zset,
 *       8 bytes of all packs, 9 touched set, 10 sizes hash, 11 pinned set, 12 rebuilding zset, 13 dead stream,
 *       14 unassigned stream, 15 mark that something is to be forgotten on disk
 * ARGV  1 now, 2… prefixes of the keys of a call, to which its id is added (same hash tag, so on the same node)
 * Result how many calls there were
 */
export const deleteAllScript = {
  numberOfKeys: 15,
  lua: `#!lua flags=allow-oom
local events, changes, calls, activity, deleted = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local last = '0-0'
if redis.call('EXISTS', events) == 1 then
  local info = redis.call('XINFO', 'STREAM', events)
  for i = 1, #info, 2 do if info[i] == 'last-generated-id' then last = info[i + 1] end end
end
redis.call('UNLINK', deleted)
redis.call('HSET', deleted, '*', last .. '|' .. ARGV[1])
local time = redis.call('TIME')
redis.call('SET', KEYS[15], time[1] .. '-' .. time[2])

local known = redis.call('ZRANGE', calls, 0, -1)
for _, call in ipairs(known) do
  for i = 2, #ARGV do redis.call('UNLINK', ARGV[i] .. call) end
end
redis.call('UNLINK', calls, activity, KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12], KEYS[13], KEYS[14])
if last ~= '0-0' then redis.call('XTRIM', events, 'MAXLEN', 0) end
redis.call('XTRIM', changes, 'MAXLEN', 0)
redis.call('XADD', changes, '*', 'call', '*', 'deleted', '*')
return #known
`,
} as const;
