import type { Fact } from '#contracts';
import { textOf } from './json.js';
import { HEAD, nameInHashedKey } from './keys.js';
import { valueOf } from './value-of.js';

const CUSTOMER_NUMBER = '1';
const USER_NUMBER = '0';

/**
 * Rank of a fact as an answer to "who called?": `customer.number`, else `call.userNumber` (INTERACTLY rule 12); the
 * first said stays. What is no text is no answer.
 */
export function whoRankOf([key, rank, value]: Fact): string | undefined {
  const lead = leadOf(key);
  return lead === undefined || textOf(valueOf(value)) === undefined ? undefined : `${lead}${rank}`;
}

function leadOf(key: string): string | undefined {
  if (!key.startsWith(HEAD)) return undefined;
  const name = nameInHashedKey(key, HEAD);
  if (name === 'customer/number') return CUSTOMER_NUMBER;
  return name === 'userNumber' ? USER_NUMBER : undefined;
}
