/**
 * Puts some facts of a call that is being rebuilt beside it, under a key of their own. Whoever begins first goes on, until
 * nothing was heard of them for so long; what one left behind that was killed is thrown away by the next.
 *
 * KEYS  1 call hash, 2 staged hash, 3 rebuilding zset
 * ARGV  1 call, 2 token of who rebuilds, 3 epoch, 4 version the call must have, 5 "1" = begin, 6 ms after which a silent
 *       one is taken for dead, 7… field, value of the hash
 * Result ok | busy (somebody else is at it) | moved (the call is not as it was, or somebody else took over)
 */
export const stageScript = {
  numberOfKeys: 3,
  lua: `#!lua
local stands = redis.call('HMGET', KEYS[1], 'epoch', 'version')
if stands[1] ~= ARGV[3] or stands[2] ~= ARGV[4] then return 'moved' end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local owner = redis.call('HGET', KEYS[2], 'rebuild')
if ARGV[5] == '1' then
  local heardOf = redis.call('ZSCORE', KEYS[3], ARGV[1])
  if owner and owner ~= ARGV[2] and heardOf and tonumber(heardOf) > now - tonumber(ARGV[6]) then return 'busy' end
  redis.call('UNLINK', KEYS[2])
  redis.call('HSET', KEYS[2], 'rebuild', ARGV[2])
elseif owner ~= ARGV[2] then
  return 'moved'
end
redis.call('ZADD', KEYS[3], string.format('%.0f', now), ARGV[1])
local set = {}
for i = 7, #ARGV do set[#set + 1] = ARGV[i] end
if #set > 0 then redis.call('HSET', KEYS[2], unpack(set)) end
return 'ok'
`,
} as const;

/**
 * Puts a rebuilt call in the place of the one it was folded from, in one step: under a new epoch, so that whoever holds the
 * old one reads it again, and with one change that says so. First and last seen, records, packed events and pin stay.
 *
 * Does nothing unless the call still has the epoch, the version and the number of event records that were seen before its
 * events were read: an event merged meanwhile may change nothing for old code, and still something for new. The epoch tells
 * of a deletion more surely than a tombstone does: a deleted call has none, and one that came anew another.
 *
 * KEYS  1 changes stream, 2 call hash, 3 records hash, 4 row hash, 5 calls zset, 6 activity zset, 7 staged hash,
 *       8 rebuilding zset, 9 touched set
 * ARGV  1  JSON header: call, token ("" = the same facts: only the model is noted), epoch, version, records (how many),
 *          newEpoch, model, facts, bytes, extra, maxChanges, receipt (an event whose record is to name the change, so that
 *          a deletion finds it)
 *       2… row facts: key, rank, value
 * Result ok | moved | newer (newer code merged it)
 */
export const swapScript = {
  numberOfKeys: 9,
  lua: `#!lua
local changes, callKey, records, rowKey, staged = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[7]
local h = cjson.decode(ARGV[1])
local stands = redis.call('HMGET', callKey, 'epoch', 'version', 'model')
if stands[1] ~= h.epoch or stands[2] ~= h.version then return 'moved' end
if redis.call('HLEN', records) ~= h.records then return 'moved' end
if tonumber(stands[3] or '0') > h.model then return 'newer' end
if h.token == '' then
  redis.call('HSET', callKey, 'model', h.model)
  return 'ok'
end
if redis.call('HGET', staged, 'rebuild') ~= h.token then return 'moved' end

redis.call('HDEL', staged, 'rebuild')
redis.call('UNLINK', callKey)
if redis.call('EXISTS', staged) == 1 then redis.call('RENAME', staged, callKey) end
redis.call('HSET', callKey, 'epoch', h.newEpoch, 'version', 1, 'model', h.model,
  'facts', h.facts, 'bytes', h.bytes, 'extra', h.extra)
redis.call('ZREM', KEYS[8], h.call)
redis.call('SADD', KEYS[9], h.call)

local rowSet, rowList = {}, {}
for i = 2, #ARGV, 3 do
  rowSet[#rowSet + 1] = ARGV[i]
  rowSet[#rowSet + 1] = ARGV[i + 1] .. '|' .. ARGV[i + 2]
  rowList[#rowList + 1] = {ARGV[i], ARGV[i + 1], ARGV[i + 2]}
end
redis.call('UNLINK', rowKey)
redis.call('HSET', rowKey, 'epoch', h.newEpoch, 'version', 1, unpack(rowSet))

local changeId = redis.call('XADD', changes, 'MAXLEN', '~', h.maxChanges, '*', 'call', h.call,
  'epoch', h.newEpoch, 'from', 0, 'version', 1,
  'first', redis.call('ZSCORE', KEYS[5], h.call), 'last', redis.call('ZSCORE', KEYS[6], h.call),
  'row', #rowList > 0 and cjson.encode(rowList) or '[]')
local record = redis.call('HGET', records, h.receipt)
if record then
  local count, last, ids, rest = string.match(record, '^(%d+)|(%d+)|([^|]*)|(.*)$')
  ids = ids == '' and changeId or (ids .. ',' .. changeId)
  redis.call('HSET', records, h.receipt, count .. '|' .. last .. '|' .. ids .. '|' .. rest)
end
return 'ok'
`,
} as const;

/**
 * Throws away what rebuilds left behind that ended before their swap.
 *
 * KEYS  1 rebuilding zset
 * ARGV  1 ms of silence after which a rebuild is taken for dead, 2 prefix of staged keys, to which a call is added (same
 *       hash tag, so on the same node), 3 most calls
 * Result how many
 */
export const sweepScript = {
  numberOfKeys: 1,
  lua: `#!lua flags=allow-oom
local time = redis.call('TIME')
local before = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[1]))
local left = redis.call('ZRANGE', KEYS[1], '-inf', before, 'BYSCORE', 'LIMIT', 0, ARGV[3])
for _, call in ipairs(left) do
  redis.call('UNLINK', ARGV[2] .. call)
  redis.call('ZREM', KEYS[1], call)
end
return #left
`,
} as const;
