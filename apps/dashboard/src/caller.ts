export interface Caller {
  readonly kind: 'web' | 'phone' | 'other';
  /** As a list shows it: of a telephone number only its ends, because lists are seen over shoulders. */
  readonly short: string;
  readonly full: string;
}

const WEB = 'web-';
const NUMBER = /^\+?\d{7,15}$/;

/** Who called, from the provider's one field for it: `web-Maya Lindqvist` or a telephone number. */
export function callerOf(who: string | null): Caller | null {
  if (who === null || who === '') return null;
  if (who.startsWith(WEB) && who.length > WEB.length) {
    const name = who.slice(WEB.length);
    return { kind: 'web', short: name, full: name };
  }
  const bare = who.replaceAll(/[\s().-]/g, '');
  if (NUMBER.test(bare)) return { kind: 'phone', short: masked(bare), full: who };
  return { kind: 'other', short: who, full: who };
}

function masked(number: string): string {
  const digits = number.replace('+', '');
  const country = digits.startsWith('1') || digits.startsWith('7') ? 1 : 2;
  const area = country === 1 ? 3 : 2;
  const plus = number.startsWith('+') ? '+' : '';
  return `${plus}${digits.slice(0, country)} ${digits.slice(country, country + area)} ··· ${digits.slice(-4)}`;
}
