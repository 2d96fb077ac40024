/**
 * Moves events of one call out of the stream into the call's pack, in one atomic step: before it every event stands in
 * the stream, after it in the pack. Does nothing unless all is still as the packer saw it, so that a deletion is not
 * undone and of two packers one wins; nor while a group has an event still to read or to acknowledge. May run in a full
 * Redis: it takes more than it adds.
 *
 * KEYS  1 events stream, 2 call hash, 3 pack hash, 4 unpacked zset, 5 packed zset, 6 bytes of all packs
 * ARGV  1  JSON header: call, epoch, version (the pack's; "" = there is none), newVersion, markedAt (the call's score
 *          in unpacked; "" = events remain to be packed), from (number of the first chunk given), newest (ms, of the
 *          newest event), positions (to be removed from the stream)
 *       2  the pack's index; without it the step is only tried
 *       3… chunks
 * Result ok | changed (another epoch, another version: read again) | waiting (a group is not done with them)
 */
export const packScript = {
  numberOfKeys: 6,
  lua: `#!lua flags=allow-oom
local events, callKey, packed, unpacked, packedCalls, packedBytes = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local h = cjson.decode(ARGV[1])

if redis.call('HGET', callKey, 'epoch') ~= h.epoch then return 'changed' end
if (redis.call('HGET', packed, 'version') or '') ~= h.version then return 'changed' end

local function idParts(id)
  local dash = string.find(id, '-', 1, true)
  return tonumber(string.sub(id, 1, dash - 1)), tonumber(string.sub(id, dash + 1))
end
local groups = redis.call('EXISTS', events) == 1 and redis.call('XINFO', 'GROUPS', events) or {}
for _, group in ipairs(groups) do
  local its = {}
  for i = 1, #group, 2 do its[group[i]] = group[i + 1] end
  local lastMs, lastSeq = idParts(its['last-delivered-id'])
  for _, position in ipairs(h.positions) do
    local ms, seq = idParts(position)
    if ms > lastMs or (ms == lastMs and seq > lastSeq) then return 'waiting' end
    if its['pending'] > 0 and #redis.call('XPENDING', events, its['name'], position, position, 1) > 0 then
      return 'waiting'
    end
  end
end
if #ARGV == 1 then return 'ok' end

for _, position in ipairs(h.positions) do redis.call('XDEL', events, position) end
if #ARGV > 2 then
  local bytes = tonumber(redis.call('HGET', packed, 'bytes') or '0')
  local more = 0
  for i = 3, #ARGV do
    local number = string.format('%.0f', h.from + i - 3)
    more = more + #ARGV[i] - redis.call('HSTRLEN', packed, number)
    redis.call('HSET', packed, number, ARGV[i])
  end
  redis.call('HSET', packed, 'version', h.newVersion, 'index', ARGV[2], 'bytes', string.format('%.0f', bytes + more))
  redis.call('INCRBY', packedBytes, string.format('%.0f', more))
  redis.call('ZADD', packedCalls, 'GT', h.newest, h.call)
end
if h.markedAt ~= '' and redis.call('ZSCORE', unpacked, h.call) == h.markedAt then
  redis.call('ZREM', unpacked, h.call)
end
return 'ok'
`,
} as const;

/**
 * Drops the packed events of one call; what it says stays.
 *
 * KEYS  1 pack hash, 2 packed zset, 3 bytes of all packs
 * ARGV  1 call
 * Result bytes that were packed
 */
export const dropPackScript = {
  numberOfKeys: 3,
  lua: `#!lua flags=allow-oom
local bytes = redis.call('HGET', KEYS[1], 'bytes')
redis.call('ZREM', KEYS[2], ARGV[1])
if not bytes then return 0 end
redis.call('UNLINK', KEYS[1])
redis.call('DECRBY', KEYS[3], bytes)
return tonumber(bytes)
`,
} as const;
