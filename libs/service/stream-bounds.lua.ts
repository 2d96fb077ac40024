/**
 * Lua functions over a stream, for scripts that remove entries. An id is `{ms, seq}`.
 *
 *     partsOf(id)                 an id's parts
 *     isBefore(a, b)              whether a's entry came before b's
 *     firstUnfinished(key, group) the first id that may stand for an entry somebody still needs: one that a group was not
 *                                 given, or was given and has not acknowledged. All groups count; without the named one
 *                                 nobody has read anything
 */
export const STREAM_BOUNDS = `
local function partsOf(id)
  local dash = string.find(id, '-', 1, true)
  return {tonumber(string.sub(id, 1, dash - 1)), tonumber(string.sub(id, dash + 1))}
end
local function isBefore(a, b)
  return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2])
end
local function firstUnfinished(key, name)
  local first, hasGroup = {math.huge, 0}, false
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', key)) do
    local its = {}
    for i = 1, #group, 2 do its[group[i]] = group[i + 1] end
    hasGroup = hasGroup or its['name'] == name
    local bound = partsOf(its['last-delivered-id'])
    bound[2] = bound[2] + 1
    local pending = redis.call('XPENDING', key, its['name'])
    if pending[1] > 0 and isBefore(partsOf(pending[2]), bound) then bound = partsOf(pending[2]) end
    if isBefore(bound, first) then first = bound end
  end
  return hasGroup and first or {0, 0}
end
`;
