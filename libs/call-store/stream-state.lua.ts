/**
 * How a stream stands, without the entries that XINFO STREAM brings along: asked for with every change that is read.
 *
 * KEYS  1 stream
 * Result {id of its first entry ("" = it holds nothing), id of the last that ever was, 1 when not all are still there}
 */
export const streamStateScript = {
  numberOfKeys: 1,
  lua: `#!lua flags=no-writes
if redis.call('EXISTS', KEYS[1]) == 0 then return {'', '0-0', 0} end
local info, its = redis.call('XINFO', 'STREAM', KEYS[1]), {}
for i = 1, #info, 2 do its[info[i]] = info[i + 1] end
local first = its['first-entry']
return {first and first[1] or '', its['last-generated-id'], its['entries-added'] > its['length'] and 1 or 0}
`,
} as const;
