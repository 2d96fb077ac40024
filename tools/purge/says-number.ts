/** So few digits are also a year, a duration, a part of an id. */
const FEWEST_DIGITS = 6;
/** Two numbers of so many digits are one when one of them only lacks its country's code. */
const NATIONAL_DIGITS = 9;

/** A phone number without what it is written with; `undefined`: it is too short to be one. */
export function digitsOf(number: string): string | undefined {
  const digits = number.replace(/\D/g, '').replace(/^00/, '');
  return digits.length < FEWEST_DIGITS ? undefined : digits;
}

/** Whether a text holds the number, however it is written: with spaces, dashes, brackets, a country's code or without. */
export function saysNumber(text: string, digits: string): boolean {
  return (text.match(/\+?[\d(][\d\s().-]{4,}\d/g) ?? []).some((written) => isSame(digitsOf(written), digits));
}

function isSame(one: string | undefined, other: string): boolean {
  if (one === undefined) return false;
  if (one === other) return true;
  if (Math.min(one.length, other.length) < NATIONAL_DIGITS) return false;
  return one.endsWith(withoutTrunk(other)) || other.endsWith(withoutTrunk(one));
}

/** In many countries a number that lacks its country's code begins with a 0 instead. */
function withoutTrunk(digits: string): string {
  return digits.replace(/^0/, '');
}
