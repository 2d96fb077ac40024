// What the next version of the code is imagined to say of an event: it marks every text, says a kind of fact more, and no
// longer says what calls are about. Plain JavaScript, for processes that run what is built need it as well as specs.

export const NEXT_MODEL = 2;

/** @param {readonly (readonly [string, string, string])[]} facts what the present code says */
export function nextFactsOf(facts) {
  /** @type {[string, string, string][]} */
  const next = facts
    .filter(([key]) => !key.startsWith('head:'))
    .map(([key, rank, value]) => (key.startsWith('text:') ? [key, `${rank}+`, value] : [key, rank, value]));
  /** @type {[string, string, string][]} */
  const marks = facts.length === 0 ? [] : [['next:model', '1', '"2"']];
  return [...next, ...marks];
}
