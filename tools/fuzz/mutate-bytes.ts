import type { Random } from '../simulate/random.js';

const INSERTED = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\0',
  '\n',
  ' ',
  '1e999',
  '-0',
  '9'.repeat(40),
  '"a":1,',
  '\\u0000',
  '\\ud800',
  '\\x',
  'null',
  '"__proto__":{"x":1},',
  '"call":{"id":"CA-other"},',
  '\ufeff',
] as const;

/** A body as a bad network, or a bad hand, leaves it. */
export function mutateBytes(random: Random, body: Buffer): Buffer {
  const at = random.int(0, Math.max(body.length - 1, 0));
  const kind = random.int(0, 7);
  if (kind === 0) return body.subarray(0, at);
  if (kind === 1) {
    const flipped = Buffer.from(body);
    if (flipped.length > 0) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(0, 7));
    return flipped;
  }
  if (kind === 2) return spliced(body, at, 0, Buffer.from([random.int(0, 255)]));
  if (kind === 3 || kind === 4) return spliced(body, at, 0, Buffer.from(random.pick(INSERTED)));
  if (kind === 5) return spliced(body, at, random.int(1, 20), Buffer.alloc(0));
  if (kind === 6) return spliced(body, at, 0, body.subarray(at, at + random.int(1, 200)));
  return spliced(body, body.indexOf('{', at) + 1, 0, deepMember(random));
}

/** Deeper than values can be made: what makes text of them goes no further than the stack. */
function deepMember(random: Random): Buffer {
  const depth = random.int(1_000, 30_000);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ]);
  return Buffer.from(
    `"${random.pick(['text', 'metrics', 'odd'])}":${open.repeat(depth)}1${close.repeat(depth)},`,
  );
}

function spliced(body: Buffer, at: number, removed: number, inserted: Buffer): Buffer {
  return Buffer.concat([body.subarray(0, at), inserted, body.subarray(at + removed)]);
}
