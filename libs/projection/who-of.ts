import type { Fact } from '#contracts';
import { HEAD, nameInHashedKey } from './keys.js';

const CUSTOMER_NUMBER = '1';
const USER_NUMBER = '0';

/** Rank of a fact as an answer to "who called?": `customer.number`, else `call.userNumber` (INTERACTLY rule 12); the first said stays. */
export function whoRankOf([key, rank]: Fact): string | undefined {
  if (!key.startsWith(HEAD)) return undefined;
  const name = nameInHashedKey(key, HEAD);
  if (name === 'customer/number') return `${CUSTOMER_NUMBER}${rank}`;
  return name === 'userNumber' ? `${USER_NUMBER}${rank}` : undefined;
}
