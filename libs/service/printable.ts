// C0 and C1 controls, line separators, and the marks that turn the direction of text: what could move a cursor, forge
// a line or disguise one.
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text from outside as it may stand on a terminal: one line, and nothing a terminal obeys. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\t\r\n\u2028\u2029]+/g, ' ')
    .replace(UNPRINTABLE, '\ufffd');
}

/** JSON text as it may stand on a terminal: the same value, controls escaped that JSON itself leaves as they are. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
