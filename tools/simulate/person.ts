import type { Random } from './random.js';

/** Somebody who never lived, with a number nobody has: 555-01xx is set aside for fiction. */
export interface Person {
  readonly first: string;
  readonly last: string;
  readonly name: string;
  /** E.164, as a phone network sends it. */
  readonly number: string;
  /** As it is said and written down. */
  readonly spokenNumber: string;
}

const FIRST = [
  'Nora',
  'Elias',
  'Priya',
  'Tomás',
  'Ingrid',
  'Kwame',
  'Mei',
  'Jonas',
  'Amara',
  'Luca',
  'Zoë',
  'Farid',
  'Hannah',
  'Mateo',
  'Yuki',
  'Odile',
  'Callum',
  'Rosalind',
  'Ivo',
  'Saoirse',
  'Bram',
  'Leila',
  'Desmond',
  'Wren',
] as const;

const LAST = [
  'Whitfield',
  'Okafor',
  'Lindqvist',
  'Marchetti',
  'Baptiste',
  'Hollis',
  'Varga',
  'Ashdown',
  'Abernathy',
  'Rourke',
  'Castellanos',
  'Dufresne',
  'Pemberton',
  'Szabó',
  'Ferreira',
  'Kowalczyk',
  'Thornbury',
  'Nakashima',
  'Van der Loo',
  "O'Brannigan",
] as const;

const AREA_CODES = ['202', '206', '303', '312', '415', '503', '612', '617', '702', '919'] as const;

/** A caller, or whoever is called. */
export function aPerson(random: Random): Person {
  const first = random.pick(FIRST);
  const last = random.pick(LAST);
  const area = random.pick(AREA_CODES);
  const line = `01${String(random.int(0, 99)).padStart(2, '0')}`;
  return {
    first,
    last,
    name: `${first} ${last}`,
    number: `+1${area}555${line}`,
    spokenNumber: `${area}-555-${line}`,
  };
}
