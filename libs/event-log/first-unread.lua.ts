/**
 * How long the first event that a group was not given yet has waited. Asked in a script because every other way brings
 * the event's body along, and because Redis's own `lag` is lost with the first deleted entry.
 *
 * KEYS  1 events stream
 * ARGV  1 group
 * Result ms by Redis's clock; 0 when none waits. Without the group all of them wait.
 */
export const firstUnreadScript = {
  numberOfKeys: 1,
  lua: `#!lua flags=no-writes
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local delivered = '0-0'
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local fields = {}
  for i = 1, #group, 2 do fields[group[i]] = group[i + 1] end
  if fields['name'] == ARGV[1] then delivered = fields['last-delivered-id'] end
end
local first = redis.call('XRANGE', KEYS[1], '(' .. delivered, '+', 'COUNT', 1)[1]
if not first then return 0 end
local time = redis.call('TIME')
local waited = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(string.match(first[1], '^%d+'))
return math.max(waited, 1)
`,
} as const;
