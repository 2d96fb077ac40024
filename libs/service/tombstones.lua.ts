/**
 * A Lua function over a partition's hash of tombstones (libs/call-store writes them), for scripts that keep something:
 *
 *     isDeleted(deleted, call, id, isLate, at)   whether a deletion of the call, or of all calls, covers what stood in the
 *                                                log at `id` ("" = it never did), or came by a detour and was received at
 *                                                `at` (epoch ms)
 */
export const TOMBSTONES = `
local function isDeleted(deleted, call, id, isLate, at)
  local function parts(text)
    local dash = string.find(text, '-', 1, true)
    return tonumber(string.sub(text, 1, dash - 1)), tonumber(string.sub(text, dash + 1))
  end
  for _, tombstone in ipairs(redis.call('HMGET', deleted, 'call:' .. call, '*')) do
    if tombstone then
      local bar = string.find(tombstone, '|', 1, true)
      local ms, seq = parts(string.sub(tombstone, 1, bar - 1))
      if isLate and at and at <= tonumber(string.sub(tombstone, bar + 1)) then return true end
      if id ~= '' then
        local ownMs, ownSeq = parts(id)
        if ownMs < ms or (ownMs == ms and ownSeq <= seq) then return true end
      end
    end
  end
  return false
end
`;
