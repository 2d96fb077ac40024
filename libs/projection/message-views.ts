import { toEpochMs } from './event-time.js';
import { objectOf } from './json.js';
import { BARE, HEAD, MESSAGE, METRICS, nameInHashedKey, SKIPPED, TEXT } from './keys.js';
import type { Facts } from './merge-facts.js';
import type { MessageSaid } from './message-parts.js';
import { earliestOf } from './rank.js';
import { byFirstSaid, type Saying } from './sayings.js';
import { messageIn, valueOf } from './value-of.js';
import type { MessageView } from './view.js';

interface Gathered {
  readonly key: string;
  readonly texts: Saying<MessageSaid>[];
  bare: MessageSaid | undefined;
}

interface Listed {
  readonly view: MessageView;
  readonly index: number;
}

/** A call's messages in the order they were spoken: by timestamp, then index, then key. */
export function messageViews(facts: Facts): MessageView[] {
  const gathered = gather(facts);
  const listed = [...gathered.values()].map((message) => listedOf(message, facts));
  return withoutAliases(placed(listed));
}

function gather(facts: Facts): Map<string, Gathered> {
  const messages = new Map<string, Gathered>();
  const of = (key: string): Gathered => {
    const known = messages.get(key);
    if (known !== undefined) return known;
    const fresh: Gathered = { key, texts: [], bare: undefined };
    messages.set(key, fresh);
    return fresh;
  };
  for (const [key, rank, value] of facts.values()) {
    if (key.startsWith(MESSAGE)) of(key.slice(MESSAGE.length));
    else if (key.startsWith(BARE)) of(key.slice(BARE.length)).bare = messageIn(value);
    else if (key.startsWith(TEXT)) {
      of(nameInHashedKey(key, TEXT)).texts.push({ key, at: earliestOf(rank), value: messageIn(value) });
    }
  }
  return messages;
}

function listedOf({ key, texts, bare }: Gathered, facts: Facts): Listed {
  const sayings = texts.toSorted(byFirstSaid);
  const shown = sayings.at(-1)?.value ?? bare;
  const metrics = facts.get(`${METRICS}${key}`);
  const skipped = facts.get(`${SKIPPED}${key}`);
  const view: MessageView = {
    key,
    messageId: shown?.messageId ?? null,
    role: shown?.role ?? 'unknown',
    text: shown?.text ?? '',
    at: toEpochMs(shown?.timestamp),
    timestamp: shown?.timestamp ?? null,
    kind: shown?.messageId?.startsWith('welcome-') === true ? 'welcome' : 'message',
    metrics: metrics === undefined ? null : (objectOf(valueOf(metrics[2])) ?? { value: valueOf(metrics[2]) }),
    skipped: skipped === undefined ? [] : listOf(valueOf(skipped[2])),
    revisions: sayings.slice(0, -1).map(({ value, at }) => ({ value: value.text, at })),
    aliases: [],
  };
  return { view, index: shown?.index ?? 0 };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** In order. A message without a time stands where its list had it: it takes the time of the one before it, or after it. */
function placed(messages: readonly Listed[]): MessageView[] {
  const listed = messages.toSorted((a, b) => a.index - b.index || compareKeys(a, b));
  let neighbour = listed.find(({ view }) => view.at !== null)?.view.at ?? null;
  const dated = listed.map(({ view, index }) => {
    neighbour = view.at ?? neighbour;
    return { view: view.at === null ? { ...view, at: neighbour } : view, index };
  });
  return dated.toSorted(byTime).map(({ view }) => view);
}

function byTime(a: Listed, b: Listed): number {
  return (a.view.at ?? 0) - (b.view.at ?? 0) || a.index - b.index || compareKeys(a, b);
}

function compareKeys({ view: a }: Listed, { view: b }: Listed): number {
  return a.key < b.key ? -1 : Number(a.key > b.key);
}

/** One utterance that came under several ids (same role, time and text) is one bubble, under its first id. */
function withoutAliases(messages: readonly MessageView[]): MessageView[] {
  const utterances = new Map<string, MessageView>();
  for (const message of messages) {
    const first = utterances.get(utteranceOf(message));
    utterances.set(utteranceOf(message), first === undefined ? message : joined(first, message));
  }
  return [...utterances.values()];
}

function utteranceOf({ key, messageId, role, text, timestamp }: MessageView): string {
  const at = toEpochMs(timestamp);
  if (messageId === null || at === null || text === '') return key;
  const occurrence = key.slice(key.lastIndexOf('/'));
  return `${HEAD}${JSON.stringify([role, at, text])}${occurrence}`;
}

function joined(first: MessageView, other: MessageView): MessageView {
  const alias = other.messageId;
  return {
    ...first,
    metrics: first.metrics ?? other.metrics,
    skipped: first.skipped.length > 0 ? first.skipped : other.skipped,
    revisions: [...first.revisions, ...other.revisions].toSorted((a, b) => (a.at ?? -1) - (b.at ?? -1)),
    aliases: alias === null || alias === first.messageId ? first.aliases : [...first.aliases, alias],
  };
}
