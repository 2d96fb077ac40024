/** Told of the parts of a JSON text in their order; `start` and `end` are their place in the text. */
export interface JsonVisitor {
  readonly open: (kind: 'object' | 'list') => void;
  readonly close: () => void;
  /** `start` to `end` is the key with its quotes. */
  readonly key: (start: number, end: number) => void;
  /** `start` to `end` is the string with its quotes. */
  readonly text: (start: number, end: number) => void;
  readonly number: (start: number, end: number) => void;
}

/**
 * Walks through a valid JSON text without building its value: so it takes any depth, sees every duplicate of a key, and
 * changes nothing. Linear in the length of the text.
 */
export function scanJson(json: string, visitor: JsonVisitor): void {
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(json, at);
      if (isKey(json, end)) visitor.key(at, end);
      else visitor.text(at, end);
      at = end;
    } else if (startsNumber(code)) {
      const end = endOfNumber(json, at);
      visitor.number(at, end);
      at = end;
    } else {
      if (code === OPEN_OBJECT) visitor.open('object');
      else if (code === OPEN_LIST) visitor.open('list');
      else if (code === CLOSE_OBJECT || code === CLOSE_LIST) visitor.close();
      at++;
    }
  }
}

/** Where a string that begins at the quote `start` ends, its closing quote included; unterminated: where the text ends. */
export function endOfString(json: string, start: number): number {
  let quote = json.indexOf('"', start + 1);
  while (quote !== -1 && isEscaped(json, quote, start)) quote = json.indexOf('"', quote + 1);
  return quote === -1 ? json.length : quote + 1;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const EXPONENT = 0x65;

function isEscaped(json: string, quote: number, start: number): boolean {
  let before = quote - 1;
  while (before > start && json.charCodeAt(before) === BACKSLASH) before--;
  return (quote - before) % 2 === 0;
}

function isKey(json: string, from: number): boolean {
  let at = from;
  while (isSpace(json.charCodeAt(at))) at++;
  return json.charCodeAt(at) === COLON;
}

function startsNumber(code: number): boolean {
  return isDigit(code) || code === MINUS;
}

function endOfNumber(json: string, start: number): number {
  let at = start + 1;
  while (isOfNumber(json.charCodeAt(at))) at++;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isOfNumber(code: number): boolean {
  return isDigit(code) || code === MINUS || code === PLUS || code === POINT || (code | 0x20) === EXPONENT;
}
