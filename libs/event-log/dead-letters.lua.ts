import { TOMBSTONES } from '#service';

// A letter is an entry of a stream: `total`, `size`, what is told of it, and behind `entry` (how many texts) the fields
// of the log's entry as they were, so that none of those can be mistaken for the letter's own. `total` is the sum of all
// sizes up to this letter: the bytes of what is kept are known without another key.

/** Every script that keeps a letter ends with it; the newest stays, whatever its size. */
const KEEP = `
local function keep(dead, letter, maxLetters, maxBytes)
  local function sizes(found)
    local fields = found[1] and found[1][2] or {}
    if fields[1] ~= 'total' then return 0, 0 end
    return tonumber(fields[2]), tonumber(fields[4])
  end
  local size = 0
  for i = 1, #letter do size = size + #letter[i] end
  local total = size + sizes(redis.call('XREVRANGE', dead, '+', '-', 'COUNT', 1))
  local id = redis.call('XADD', dead, 'MAXLEN', maxLetters, '*',
    'total', string.format('%.0f', total), 'size', size, unpack(letter))
  while true do
    local first = redis.call('XRANGE', dead, '-', '+', 'COUNT', 1)
    local firstTotal, firstSize = sizes(first)
    if first[1][1] == id or total - firstTotal + firstSize <= tonumber(maxBytes) then return id end
    redis.call('XDEL', dead, first[1][1])
  end
end
`;

/**
 * Keeps a letter that never was an entry of the log, unless everything was deleted since it was received.
 *
 * KEYS  1 dead stream, 2 deleted hash
 * ARGV  1 most letters, 2 most bytes, 3 received at (epoch ms), 4… the letter's fields
 * Result its id, or ""
 */
export const addLetterScript = {
  numberOfKeys: 2,
  lua: `#!lua
${KEEP}
${TOMBSTONES}
if isDeleted(KEYS[2], '', '', true, tonumber(ARGV[3])) then return '' end
local letter = {}
for i = 4, #ARGV do letter[#letter + 1] = ARGV[i] end
return keep(KEYS[1], letter, ARGV[1], ARGV[2])
`,
} as const;

/**
 * Makes an entry of the log a letter, whole, and takes it off the log. Without an excerpt, one is taken from a body that
 * is not compressed. What a deletion covers becomes no letter.
 *
 * KEYS  1 events stream, 2 dead stream, 3 deleted hash
 * ARGV  1 most letters, 2 most bytes, 3 group, 4 position, 5 reason, 6 deliveries, 7 most bytes of an excerpt,
 *       8 excerpt ("none": there is none yet), 9 the excerpt
 * Result 1; 0 when the entry was gone
 */
export const buryScript = {
  numberOfKeys: 3,
  lua: `#!lua
${KEEP}
${TOMBSTONES}
-- What fits on the stack that unpack uses; an event has eleven fields.
local MAX_TEXTS = 4000
local found = redis.call('XRANGE', KEYS[1], ARGV[4], ARGV[4])[1]
if found then
  local texts, field = found[2], {}
  for i = 1, #texts, 2 do field[texts[i]] = texts[i + 1] end
  if isDeleted(KEYS[3], field.call or '', ARGV[4], field.late == '1', tonumber(field.at)) then
    redis.call('XACK', KEYS[1], ARGV[3], ARGV[4])
    return redis.call('XDEL', KEYS[1], ARGV[4])
  end
  local body = field.body or ''
  local excerpt = ARGV[9]
  if ARGV[8] == 'none' then
    excerpt = (field.enc or '') == '' and string.sub(body, 1, tonumber(ARGV[7])) or ''
  end
  local letter = {'reason', ARGV[5], 'receipt', field.id or '', 'call', field.call or '', 'path', field.path or '/',
    'receivedAt', field.at or '', 'bytes', field.bytes or #body, 'source', ARGV[4], 'deliveries', ARGV[6],
    'excerpt', excerpt}
  if #texts <= MAX_TEXTS then
    letter[#letter + 1] = 'entry'
    letter[#letter + 1] = #texts
    for i = 1, #texts do letter[#letter + 1] = texts[i] end
  end
  for i = 1, #letter do letter[i] = tostring(letter[i]) end
  keep(KEYS[2], letter, ARGV[1], ARGV[2])
end
redis.call('XACK', KEYS[1], ARGV[3], ARGV[4])
return redis.call('XDEL', KEYS[1], ARGV[4])
`,
} as const;

/**
 * Letters without the entries they hold, so that a list costs what it shows.
 *
 * KEYS  1 dead stream
 * ARGV  1 newest letter, 2 oldest letter, 3 most letters, 4 most bytes of an excerpt
 * Result [id, field…, "canRetry", "0" or "1"] of each, the newest first
 */
export const readLettersScript = {
  numberOfKeys: 1,
  lua: `#!lua flags=no-writes
local letters = {}
for _, found in ipairs(redis.call('XREVRANGE', KEYS[1], ARGV[1], ARGV[2], 'COUNT', ARGV[3])) do
  local letter, canRetry = {found[1]}, '0'
  for i = 1, #found[2], 2 do
    local name, value = found[2][i], found[2][i + 1]
    if name == 'entry' then canRetry = '1' break end
    letter[#letter + 1] = name
    letter[#letter + 1] = name == 'excerpt' and string.sub(value, 1, tonumber(ARGV[4])) or value
  end
  letter[#letter + 1] = 'canRetry'
  letter[#letter + 1] = canRetry
  letters[#letters + 1] = letter
end
return letters
`,
} as const;

/**
 * Appends a letter's entry to the log again, and takes the letter away. It comes late then: what was deleted since it
 * was received stays deleted.
 *
 * KEYS  1 events stream, 2 dead stream
 * ARGV  1 letter
 * Result "retried", "no letter" or "no entry"
 */
export const retryLetterScript = {
  numberOfKeys: 2,
  lua: `#!lua
local found = redis.call('XRANGE', KEYS[2], ARGV[1], ARGV[1])[1]
if not found then return 'no letter' end
local fields, at = found[2], nil
for i = 1, #fields, 2 do
  if fields[i] == 'entry' then at = i + 2 break end
end
if not at then return 'no entry' end
local entry, isLate = {}, false
for i = at, #fields, 2 do
  entry[#entry + 1] = fields[i]
  entry[#entry + 1] = fields[i] == 'late' and '1' or fields[i + 1]
  isLate = isLate or fields[i] == 'late'
end
if not isLate then
  entry[#entry + 1] = 'late'
  entry[#entry + 1] = '1'
end
redis.call('XADD', KEYS[1], '*', unpack(entry))
redis.call('XDEL', KEYS[2], ARGV[1])
return 'retried'
`,
} as const;
