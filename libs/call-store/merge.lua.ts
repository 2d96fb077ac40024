/**
 * Merges facts of one call, keeping per key the greater rank; publishes what won, once, and acknowledges the events.
 * One atomic step, so a change is never published without its state. Knows nothing of calls: what a fact means, what
 * it counts as and whether the cap holds it back is said by the caller.
 *
 * KEYS  1 events stream, 2 changes stream, 3 call hash, 4 records hash, 5 row hash, 6 calls zset, 7 activity zset,
 *       8 deleted hash, 9 unpacked zset, 10 touched set, 11 mark that something is to be forgotten on disk
 * ARGV  1  JSON header: call, group ("" = acknowledge nothing), newEpoch, model, refusesOlder (boolean), guardEpoch ("" = no guard),
 *          guardVersion, maxFacts, maxBytes, maxExtra, maxChangeBytes, maxChanges, full [key, rank, value],
 *          events [{position, at, late, receipt, record, facts, row}]  record: static JSON; facts, row: how many,
 *          acks [{position, at, late}]  events to acknowledge, given with the last chunk of a batch
 *       2… the events' facts, then their row facts, in the order of events:
 *          fact: key, rank, value, counter ("" = none), capped ("1" = held back when the call is full)
 *          row fact: key, rank, value
 * Result {"ok", epoch, version, place of each fact that won (1-based, in ARGV's order)}
 *        {"dropped"}  every event is covered by a tombstone: acknowledged and deleted
 *        {"covered"}  some events are covered by a tombstone, others are not: nothing was done, merge them apart
 *        {"regressed"}  not the call the guard was given for: nothing was done, send all facts
 *        {"newer", model}  merged by newer code: nothing was done
 *        {"older", model}  merged by older code, and the caller would rather rebuild it first: nothing was done
 */
export const mergeScript = {
  numberOfKeys: 11,
  lua: `#!lua
local events, changes, callKey, records, rowKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local calls, activity, deleted, unpacked = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local h = cjson.decode(ARGV[1])
local call = h.call

local meta = redis.call('HMGET', callKey, 'epoch', 'version', 'model', 'facts', 'bytes', 'extra')
local epoch, version = meta[1], tonumber(meta[2] or '0')
if meta[3] and tonumber(meta[3]) > h.model then return {'newer', meta[3]} end
if h.guardEpoch ~= '' and (epoch ~= h.guardEpoch or version < h.guardVersion) then return {'regressed'} end

local function idParts(id)
  local dash = string.find(id, '-', 1, true)
  return tonumber(string.sub(id, 1, dash - 1)), tonumber(string.sub(id, dash + 1))
end
local tombstones = {}
for _, tombstone in ipairs(redis.call('HMGET', deleted, 'call:' .. call, '*')) do
  if tombstone then
    local bar = string.find(tombstone, '|', 1, true)
    local ms, seq = idParts(string.sub(tombstone, 1, bar - 1))
    tombstones[#tombstones + 1] = {ms = ms, seq = seq, time = tonumber(string.sub(tombstone, bar + 1))}
  end
end
local function isCovered(event)
  local ms, seq = idParts(event.position)
  for _, t in ipairs(tombstones) do
    if ms < t.ms or (ms == t.ms and seq <= t.seq) or (event.late and event.at <= t.time) then return true end
  end
  return false
end

local live = 0
for _, event in ipairs(h.events) do
  event.covered = isCovered(event)
  if not event.covered then live = live + 1 end
end
if live > 0 and live < #h.events then return {'covered'} end
local isOlder = meta[3] and tonumber(meta[3]) < h.model
if live > 0 and isOlder and h.refusesOlder then return {'older', meta[3]} end

local won = {}
if live > 0 then
  local names, at = {}, 2
  for _, event in ipairs(h.events) do
    for _ = 1, event.facts do names[#names + 1] = ARGV[at]; at = at + 5 end
  end
  local stored = {}
  if #names > 0 then
    local values = redis.call('HMGET', callKey, unpack(names))
    for i, name in ipairs(names) do stored[name] = values[i] end
  end

  local facts, bytes, extra = tonumber(meta[4] or '0'), tonumber(meta[5] or '0'), tonumber(meta[6] or '0')
  local nextVersion, from = version + 1, version
  local order, winners, counts, rowWinners, rowOrder = {}, {}, {}, {}, {}
  local isFull = false

  local function keep(key, rank, value)
    local entry = nextVersion .. '|' .. rank .. '|' .. value
    local current = stored[key]
    bytes = bytes + #rank + #value - (current and (#current - string.find(current, '|', 1, true) - 1) or -#key)
    if not current then facts = facts + 1 end
    stored[key] = entry
    if not winners[key] then order[#order + 1] = key end
    winners[key] = {rank, value}
  end
  local function offer(key, rank, value, capped)
    local current = stored[key]
    if current then
      local first = string.find(current, '|', 1, true)
      if string.sub(current, first + 1, string.find(current, '|', first + 1, true) - 1) >= rank then return false end
    elseif facts >= h.maxFacts or bytes >= h.maxBytes then
      if capped or extra >= h.maxExtra then isFull = true; return false end
      extra = extra + 1
    end
    keep(key, rank, value)
    return true, not current
  end

  local place = 0
  at = 2
  for _, event in ipairs(h.events) do
    event.won = 0
    for _ = 1, event.facts do
      place = place + 1
      local hasWon, isNew = offer(ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 4] == '1')
      if hasWon then
        won[#won + 1] = place
        event.won = event.won + 1
        local counter = ARGV[at + 3]
        if isNew and counter ~= '' then counts[counter] = (counts[counter] or 0) + 1 end
      end
      at = at + 5
    end
  end
  if isFull and not stored[h.full[1]] and not redis.call('HGET', callKey, h.full[1]) then
    keep(h.full[1], h.full[2], h.full[3])
  end

  local row = {}
  local function keepRow(key, rank, value)
    if not rowWinners[key] then rowOrder[#rowOrder + 1] = key end
    rowWinners[key] = {rank, value}
    row[key] = rank .. '|' .. value
  end
  for _, event in ipairs(h.events) do
    for _ = 1, event.row do
      local key, rank = ARGV[at], ARGV[at + 1]
      local current = row[key] or redis.call('HGET', rowKey, key)
      if not current or string.sub(current, 1, string.find(current, '|', 1, true) - 1) < rank then
        keepRow(key, rank, ARGV[at + 2])
      end
      at = at + 3
    end
  end
  for counter, more in pairs(counts) do
    local key = 'count:' .. counter
    local current = redis.call('HGET', rowKey, key)
    local count = string.format('%.0f', (current and tonumber(string.sub(current, string.find(current, '|', 1, true) + 1)) or 0) + more)
    keepRow(key, string.rep('0', 15 - #count) .. count, count)
  end

  for _, event in ipairs(h.events) do
    redis.call('ZADD', calls, 'LT', event.at, call)
    redis.call('ZADD', activity, 'GT', event.at, call)
  end
  redis.call('SADD', KEYS[10], call)
  local time = redis.call('TIME')
  redis.call('ZADD', unpacked, string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), call)

  local changeId = ''
  if #order > 0 or #rowOrder > 0 or not epoch then
    if not epoch then epoch = h.newEpoch end
    version = nextVersion
    local set, list = {}, {}
    for i, key in ipairs(order) do
      local winner = winners[key]
      set[#set + 1] = key
      set[#set + 1] = version .. '|' .. winner[1] .. '|' .. winner[2]
      list[i] = {key, winner[1], winner[2]}
    end
    if #set > 0 then redis.call('HSET', callKey, unpack(set)) end
    redis.call('HSET', callKey, 'epoch', epoch, 'version', version, 'model', h.model, 'facts', facts, 'bytes', bytes, 'extra', extra)

    local rowSet, rowList = {}, {}
    for i, key in ipairs(rowOrder) do
      local winner = rowWinners[key]
      rowSet[#rowSet + 1] = key
      rowSet[#rowSet + 1] = row[key]
      rowList[i] = {key, winner[1], winner[2]}
    end
    redis.call('HSET', rowKey, 'epoch', epoch, 'version', version, unpack(rowSet))

    local entry = {'call', call, 'epoch', epoch, 'from', from, 'version', version,
      'first', redis.call('ZSCORE', calls, call), 'last', redis.call('ZSCORE', activity, call),
      'row', #rowList > 0 and cjson.encode(rowList) or '[]'}
    local json = #list > 0 and cjson.encode(list) or '[]'
    if #json <= h.maxChangeBytes then
      entry[#entry + 1] = 'facts'
      entry[#entry + 1] = json
    end
    changeId = redis.call('XADD', changes, 'MAXLEN', '~', h.maxChanges, '*', unpack(entry))
  elseif isOlder then
    redis.call('HSET', callKey, 'model', h.model)
  end

  for _, event in ipairs(h.events) do
    local record = redis.call('HGET', records, event.receipt)
    local count, last, ids, positions, static = 0, 0, '', event.position, event.record
    if record then
      local knownPositions
      count, last, ids, knownPositions, static = string.match(record, '^(%d+)|(%d+)|([^|]*)|([^|]*)|(.*)$')
      positions = knownPositions
      if not string.find(',' .. knownPositions .. ',', ',' .. event.position .. ',', 1, true) then
        positions = knownPositions .. ',' .. event.position
      end
    end
    if changeId ~= '' then ids = ids == '' and changeId or (ids .. ',' .. changeId) end
    if event.won > 0 then last = version end
    local updated = (count + event.won) .. '|' .. last .. '|' .. ids .. '|' .. positions .. '|' .. static
    if updated ~= record then redis.call('HSET', records, event.receipt, updated) end
  end
end

if h.group ~= '' then
  for _, event in ipairs(h.acks) do
    redis.call('XACK', events, h.group, event.position)
    if isCovered(event) and redis.call('XDEL', events, event.position) > 0 then
      local time = redis.call('TIME')
      redis.call('SET', KEYS[11], time[1] .. '-' .. time[2])
    end
  end
end
if live == 0 then return {'dropped'} end
return {'ok', epoch, version, won}
`,
} as const;
