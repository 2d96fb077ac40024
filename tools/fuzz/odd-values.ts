import type { Random } from '../simulate/random.js';

const TEXTS = [
  '',
  ' ',
  '0',
  'null',
  '\u0000',
  '\ud800',
  'a\udc00b',
  '👋🏽 مرحبا',
  '\u202etxt',
  '﷽',
  'a\r\nb',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '/',
  'a/b',
  '..',
  '%2F',
  'a%00b',
  '1e400',
  '-0',
  ':~|"\\',
  '{{tag}}',
  '{tag}:events',
  '*',
  'call:*',
  '$',
  '<script>alert(1)</script>',
  'finished',
  'completed',
  'in-progress',
  'odd',
  'FAILED',
  'user',
  'assistant',
  'tool_calls',
  'hang',
  'error',
  '[1,',
  '{"secret":"x"}',
  '[{"a":"b"}]',
  'https://u:p@h/?key=v',
  'Bearer abcdefghijklmnopqrstuvwxyz',
] as const;

const TIMES = [
  0,
  -1,
  1,
  1e9,
  1e12,
  1_772_702_480,
  1_772_702_480_000,
  4_102_444_800_000,
  8.64e15,
  1e300,
  0.5,
  '2026-03-05T09:21:20.123Z',
  '2026-03-05',
  '2026-13-45T99:99:99Z',
  '1772702480000',
  'soon',
  '1e15',
  '+275760-09-13T00:00:00.000Z',
  '2026-02-30T00:00:00Z',
  null,
  false,
] as const;

const NUMBERS = [0, -0, 1, -1, 0.1, 1e21, 5e-324, 2 ** 53 + 2, Number.MAX_VALUE, -1e300] as const;

/** A value nobody expects where it stands. Sizes are small for the most part: what is large is rare, or all would be slow. */
export function oddValue(random: Random, depth = 0): unknown {
  const kind = random.int(0, depth > 2 ? 6 : 11);
  if (kind < 3) return random.pick(TEXTS);
  if (kind === 3) return random.pick(NUMBERS);
  if (kind === 4) return random.pick(TIMES);
  if (kind === 5) return random.pick([null, true, false, '']);
  if (kind === 6) return random.chance(0.05) ? 'x'.repeat(random.int(100, 20_000)) : random.token(12);
  if (kind === 7)
    return nested(random.chance(0.1) ? random.int(65, 200) : random.int(1, 70), random.chance(0.5));
  if (kind === 8) return Array.from({ length: random.int(0, 4) }, () => oddValue(random, depth + 1));
  if (kind === 9) return objectOf(random, random.int(0, 4), depth);
  if (kind === 10) return random.chance(0.1) ? objectOf(random, random.int(190, 400), 3) : {};
  return random.chance(0.1)
    ? Array.from({ length: random.int(100, 2_000) }, () => ({ id: random.int(0, 9) }))
    : [];
}

export function oddTime(random: Random): unknown {
  return random.pick(TIMES);
}

export function oddText(random: Random): string {
  return random.pick(TEXTS);
}

function objectOf(random: Random, members: number, depth: number): unknown {
  const entries = Array.from({ length: members }, (_, index): [string, unknown] => [
    random.chance(0.5) ? random.pick(TEXTS) : `k${index}`,
    oddValue(random, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

function nested(depth: number, isList: boolean): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level++) value = isList ? [value] : { a: value };
  return value;
}
