import { lifecycleOf, type Fact } from '#contracts';
import { toEpochMs } from './event-time.js';
import { hashOf } from './hash-of.js';
import { canonicalJson, firstSaid, textOf } from './json.js';
import { ASSISTANT, GROWS, HEAD, nameInHashedKey, STATUS, TEXT } from './keys.js';
import { earliestOf, rankByLifecycle, rankByPosition } from './rank.js';
import { mergeFacts, type Facts } from './merge-facts.js';
import type { MessageSaid } from './message-parts.js';
import { messageIn, objectIn, valueOf } from './value-of.js';
import { whoRankOf } from './who-of.js';

const MAX_LINE = 200;
const MAX_WORD = 200;

/**
 * What facts of a call mean for its row in a list: again facts, merged by the same rule. Keys: `status`,
 * `since:<known status>`, `who`, `assistantId`, `assistant`, `line`, `duration`.
 */
export function rowFactsOf(facts: Iterable<Fact>): Fact[] {
  const row: Facts = new Map();
  const last = new LastLine();
  for (const fact of facts) {
    if (fact[0].startsWith(TEXT)) last.offer(fact);
    else mergeFacts(row, rowFactsOfOne(fact));
  }
  mergeFacts(row, last.rowFacts());
  return [...row.values()];
}

/** Of all texts only those that stand last are worth hashing. */
class LastLine {
  private position: readonly [at: number, index: number] = [-1, -1];
  private texts: MessageSaid[] = [];

  offer([, , value]: Fact): void {
    const said = messageIn(value);
    const at = toEpochMs(said.timestamp) ?? 0;
    const order = at - this.position[0] || said.index - this.position[1];
    if (order < 0) return;
    if (order > 0) this.texts = [];
    this.position = [at, said.index];
    this.texts.push(said);
  }

  rowFacts(): Fact[] {
    return this.texts.map(lineRow);
  }
}

function rowFactsOfOne(fact: Fact): Fact[] {
  const [key, rank, value] = fact;
  if (key.startsWith(STATUS)) return statusRow(fact);
  if (key === ASSISTANT) {
    const config = objectIn(value);
    const id = textOf(firstSaid(config, '_id', 'id')) ?? null;
    return [assistantRow(id, textOf(config['name']) ?? null, rank)];
  }
  if (key.startsWith(HEAD) && nameInHashedKey(key, HEAD) === 'assistantId') {
    const id = textOf(valueOf(value));
    return id === undefined ? [] : [['assistantId', rank, canonicalJson(shortened(id))]];
  }
  if (key === `${GROWS}duration`) return [['duration', rank, value]];
  const who = whoRankOf(fact);
  return who === undefined ? [] : [['who', who, canonicalJson(shortened(textOf(valueOf(value)) ?? ''))]];
}

function statusRow([, rank, value]: Fact): Fact[] {
  const { status } = objectIn(value);
  const word = shortened(textOf(status) ?? '');
  const at = earliestOf(rank);
  const row: Fact = ['status', rankByLifecycle(word, at, hashOf(word)), canonicalJson({ status: word, at })];
  return lifecycleOf(word) < 0 ? [row] : [row, [`since:${word}`, rank, canonicalJson(at)]];
}

function lineRow({ role, text, timestamp, index }: MessageSaid): Fact {
  const at = toEpochMs(timestamp);
  const line = canonicalJson({ role: shortened(role), text: shortened(text, MAX_LINE), at });
  return ['line', rankByPosition(at, index, hashOf(line)), line];
}

/** A name beats none, then the fuller assistant object; `rank` is fixed-width already. */
function assistantRow(id: string | null, name: string | null, rank: string): Fact {
  const value = { id: id === null ? null : shortened(id), name: name === null ? null : shortened(name) };
  return ['assistant', `${name === null ? 0 : 1}${rank}`, canonicalJson(value)];
}

function shortened(text: string, length = MAX_WORD): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}
