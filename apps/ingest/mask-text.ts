import { namesCapability, namesCredential, namesHeaders } from './credential-names.js';
import { decodePercents } from './mask-url.js';
import type { SecretsMask } from './mask-secrets.js';
import { MASKED } from './masked.js';
import { endOfString } from './scan-json.js';

/**
 * Masks credentials in text that is not JSON: cut-off JSON, forms, XML, header lines. What may be a credential is masked
 * rather too far than not far enough, for the text is kept only to show what came. Percent-encodings and escaped letters
 * are undone on the way, or they would hide names. Linear in the length of the text.
 */
export function maskText(text: string, secrets: SecretsMask): string {
  const legible = decodePercents(unescapeLetters(text));
  const named = maskNamedValues(secrets.inValue(legible));
  return secrets.inValue(maskQueries(maskSchemes(named)));
}

function unescapeLetters(text: string): string {
  return text.replace(/\\u00([2-7][\da-f])/gi, (escape, hex: string) => {
    const letter = String.fromCharCode(parseInt(hex, 16));
    return /[\w.-]/.test(letter) ? letter : escape;
  });
}

function maskSchemes(text: string): string {
  return text.replace(/\b((?:bearer|basic)\s{1,8})[^\s"'<>,;\\]+/gi, `$1${MASKED}`);
}

function maskQueries(text: string): string {
  return text.replace(/([?&][^=&\s"'<>]{1,200}=)[^&\s"'<>]+/g, `$1${MASKED}`);
}

/** Masks what follows each name of a credential: `"secret": "…"`, `secret=…`, `<secret>…`, `Authorization: …`. */
function maskNamedValues(text: string): string {
  const words = /[\w.-]+/g;
  let masked = '';
  let keptUpTo = 0;
  for (let word = words.exec(text); word !== null; word = words.exec(text)) {
    if (!isMaskedName(word[0])) continue;
    const value = valueAfter(text, words.lastIndex);
    if (value === undefined || value.start === value.end) continue;
    masked += text.slice(keptUpTo, value.start) + MASKED;
    keptUpTo = value.end;
    words.lastIndex = value.end;
  }
  return masked + text.slice(keptUpTo);
}

function isMaskedName(word: string): boolean {
  return namesCredential(word) || namesCapability(word) || namesHeaders(word);
}

// A form's field is set off from its name by an empty line.
const SEPARATOR = /\\*["']?\s{0,100}(?:[:=>]|\r?\n\r?\n)\s{0,100}/y;

interface Span {
  readonly start: number;
  readonly end: number;
}

function valueAfter(text: string, end: number): Span | undefined {
  SEPARATOR.lastIndex = end;
  return SEPARATOR.test(text) ? spanOfValue(text, SEPARATOR.lastIndex) : undefined;
}

function spanOfValue(text: string, start: number): Span {
  const opening = /(\\*)(["'])|[[{]/y;
  opening.lastIndex = start;
  const [mark, backslashes, quote] = opening.exec(text) ?? [];
  if (mark === undefined) return { start, end: endOfBareValue(text, start) };
  if (quote === undefined) return { start, end: endOfBrackets(text, start) };
  const from = start + mark.length;
  const isPlainString = quote === '"' && backslashes === '';
  return {
    start: from,
    end: isPlainString ? endOfQuoted(text, start) : endOfEscapedQuoted(text, from, mark),
  };
}

function endOfQuoted(text: string, start: number): number {
  const end = endOfString(text, start);
  return text.endsWith('"', end) && end > start + 1 ? end - 1 : end;
}

/** A string in a string ends at quotes escaped as often as those it began with. */
function endOfEscapedQuoted(text: string, from: number, quotes: string): number {
  const end = text.indexOf(quotes, from);
  return end === -1 ? text.length : end;
}

/** To the closing bracket, whatever stands between; never closed: to the end of the text. */
function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const mark = text[at];
    if (mark === '"') at = endOfString(text, at) - 1;
    else if (mark === '{' || mark === '[') depth++;
    else if ((mark === '}' || mark === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Without quotes a value may hold spaces, as `Authorization: Bearer …` does, so it goes on to the end of its line. */
function endOfBareValue(text: string, start: number): number {
  const end = /[&<\r\n]/g;
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}
