const TITLES: ReadonlyMap<string, string> = new Map([
  ['no-type', 'An event did not say what it is'],
  ['unknown-type', 'An event of an unknown type'],
  ['bad-timestamp', 'A time that cannot be read'],
  ['unknown-status', 'A status nobody has told us about'],
  ['messages-not-a-list', 'Messages that are no list'],
  ['message-not-an-object', 'A message that is none'],
  ['field-too-large', 'A field too large to show'],
  ['too-many-fields', 'More fields than are shown'],
  ['event-too-large', 'An event too large to show whole'],
]);

/** What a warning of the projection means; none for one this page does not know yet. */
export function warningTitle(code: string): string | null {
  return TITLES.get(code) ?? null;
}
