/**
 * Removes consumers of a group that have nothing pending and have not been seen for a while. One step, for what is
 * pending with a removed consumer could never be claimed by anyone.
 *
 * KEYS  1 events stream
 * ARGV  1 group, 2 idle ms from which on one counts as gone, 3 "but" or "only", 4… consumers: all but these, or only these
 * Result how many were removed
 */
export const retireScript = {
  numberOfKeys: 1,
  lua: `#!lua flags=allow-oom
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local isNamed, isOnly, hasGroup, removed = {}, ARGV[3] == 'only', false, 0
for i = 4, #ARGV do isNamed[ARGV[i]] = true end
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  if group[2] == ARGV[1] then hasGroup = true end
end
if not hasGroup then return 0 end
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local c = {}
  for i = 1, #consumer, 2 do c[consumer[i]] = consumer[i + 1] end
  if c.pending == 0 and c.idle >= tonumber(ARGV[2]) and (isNamed[c.name] or false) == isOnly then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], c.name)
    removed = removed + 1
  end
end
return removed
`,
} as const;
