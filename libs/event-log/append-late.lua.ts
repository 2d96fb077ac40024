import { TOMBSTONES } from '#service';

/**
 * Appends an event that came by a detour, unless its call, or all, was deleted since it was received: what was deleted
 * does not come to stand in the log, and on Redis's disk, again.
 *
 * KEYS  1 stream, 2 deleted hash
 * ARGV  1 call ("" = none), 2 received at (epoch ms), 3 most entries ("" = any), 4… the entry's fields
 * Result 1, or 0 when it was deleted
 */
export const appendLateScript = {
  numberOfKeys: 2,
  lua: `#!lua
${TOMBSTONES}
if isDeleted(KEYS[2], ARGV[1], '', true, tonumber(ARGV[2])) then return 0 end
local entry = {}
for i = 4, #ARGV do entry[#entry + 1] = ARGV[i] end
if ARGV[3] == '' then redis.call('XADD', KEYS[1], '*', unpack(entry))
else redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[3], '*', unpack(entry)) end
return 1
`,
} as const;
