import { messagesIn, type Dialogue, type Exchange } from './dialogue.js';
import { cutOff } from './happenings.js';
import type { Random } from './random.js';

/**
 * The dialogue drawn out with small questions until its transcript has this many messages, the welcome included.
 * One that is longer already stays as it is.
 */
export function lengthened(random: Random, dialogue: Dialogue, messages: number): Dialogue {
  const missing = messages - 1 - messagesIn(dialogue.exchanges) - messagesIn(dialogue.closing);
  if (missing <= 0) return dialogue;
  const asides = Array.from({ length: Math.floor(missing / 2) }, () => anAside(random, dialogue));
  const last: Exchange = { user: ['Okay.'], assistant: [] };
  return { ...dialogue, exchanges: [...dialogue.exchanges, ...asides, ...(missing % 2 === 1 ? [last] : [])] };
}

/** One in fourteen is cut off by the next question, which changes nothing in the number of messages. */
function anAside(random: Random, { profile }: Dialogue): Exchange {
  const aside = profile.aside(random);
  return random.chance(1 / 14) ? cutOff(random, aside) : aside;
}
