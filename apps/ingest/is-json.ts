/**
 * Whether `JSON.parse` would take a text. Where thousands of short texts are asked about, that would throw thousands of
 * errors, at some microseconds each; this answers without, in time and memory linear in the text, at any depth.
 */
export function isJson(text: string): boolean {
  const open: Bracket[] = [];
  let expected: Expected = 'value';
  for (let at = afterSpace(text, 0); at < text.length; at = afterSpace(text, at)) {
    const mark = text.charCodeAt(at);
    if (mark === OPEN_OBJECT || mark === OPEN_LIST) {
      if (!takesValue(expected)) return false;
      open.push(mark);
      expected = mark === OPEN_OBJECT ? 'first key' : 'first item';
      at++;
    } else if (mark === CLOSE_OBJECT || mark === CLOSE_LIST) {
      if (open.pop() !== openingOf(mark) || !takesClosing(expected, mark)) return false;
      expected = 'comma';
      at++;
    } else if (mark === COMMA) {
      if (expected !== 'comma' || open.length === 0) return false;
      expected = open.at(-1) === OPEN_OBJECT ? 'key' : 'value';
      at++;
    } else if (expected === 'key' || expected === 'first key') {
      const end = mark === QUOTE ? afterSpace(text, endOfText(text, at)) : text.length;
      if (text.charCodeAt(end) !== COLON) return false;
      expected = 'value';
      at = end + 1;
    } else {
      if (!takesValue(expected)) return false;
      const end = mark === QUOTE ? endOfText(text, at) : endOfScalar(text, at);
      if (end > text.length) return false;
      expected = 'comma';
      at = end;
    }
  }
  return expected === 'comma' && open.length === 0;
}

/** What may come next; `comma` stands for a closing bracket too, and for the end of the text. */
type Expected = 'value' | 'first item' | 'key' | 'first key' | 'comma';
type Bracket = typeof OPEN_OBJECT | typeof OPEN_LIST;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_LIST = 0x5d;
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d]);
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function takesValue(expected: Expected): boolean {
  return expected === 'value' || expected === 'first item';
}

function takesClosing(expected: Expected, mark: number): boolean {
  return expected === 'comma' || expected === (mark === CLOSE_OBJECT ? 'first key' : 'first item');
}

function openingOf(mark: number): Bracket {
  return mark === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_LIST;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (SPACES.has(text.charCodeAt(at))) at++;
  return at;
}

/** Beyond the end of the text: it is no string. */
function endOfText(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < 0x20) break;
    if (code === BACKSLASH) {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) break;
      at = ESCAPE.lastIndex;
    } else at++;
  }
  return text.length + 1;
}

/** Beyond the end of the text: it is none. */
function endOfScalar(text: string, start: number): number {
  SCALAR.lastIndex = start;
  return SCALAR.test(text) ? SCALAR.lastIndex : text.length + 1;
}
