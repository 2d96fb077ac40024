import { said, type Dialogue, type Exchange } from '../dialogue.js';
import type { Person } from '../person.js';
import type { Random } from '../random.js';
import { SALES } from './sales-profile.js';

const TRADES = [
  'a bakery',
  'two dental practices',
  'a bike shop',
  'a moving company',
  'a garden centre',
  'a law office',
  'a small hotel',
] as const;
const SLOTS = [
  'Tuesday at ten',
  'Wednesday at two',
  'Thursday at half past nine',
  'Friday at eleven',
] as const;

/** Sage calls somebody who left a number. */
export function offerDemo(random: Random, person: Person): Dialogue {
  const trade = random.pick(TRADES);
  const people = random.int(2, 19);
  const slot = random.pick(SLOTS);
  const ending = random.pick([agrees, agrees, declines])(random, slot, person);
  return {
    profile: SALES,
    variables: { slots: slot, lead: person.first },
    exchanges: [
      said(
        random.pick(['Two minutes, okay.', 'Uh, sure. What is this about?', 'If it is quick.']),
        'Thank you! You left your number on our page last week.',
        'May I ask what your business does?',
      ),
      said(
        random.pick([
          `We run ${trade}.`,
          `I have ${trade}, with my sister.`,
          `It's ${trade}, has been for twelve years.`,
        ]),
        random.pick(['Lovely.', 'Oh, nice.', 'That sounds busy.']),
        'How many of you are there?',
      ),
      said(`We are ${people} at the moment.`, `${people}, got it. And what do you do your books with today?`),
      said(
        random.pick([
          'Honestly? A shoebox.',
          'A spreadsheet that only I understand.',
          ['Well.', 'My accountant does it, and it costs a fortune.'],
        ]),
        'You would be surprised how often I hear that.',
        `Would thirty minutes on ${slot} be all right, to see it with your own numbers?`,
      ),
      ...ending.exchanges,
    ],
    closing: ending.closing,
    result: {
      summary: `${person.name} runs ${trade} with ${people} people. ${ending.summary}`,
      success: ending.success,
      structuredData: {
        'contact name': person.name,
        business: trade,
        employees: people,
        demo: ending.demo,
        interest: ending.interest,
      },
      outcome: ending.outcome,
    },
  };
}

/** Somebody pressed the button on the website. */
export function askAboutPrices(random: Random, person: Person): Dialogue {
  const trade = random.pick(TRADES);
  const people = random.int(1, 30);
  const price = priceFor(people);
  const tries = random.chance(0.6);
  return {
    profile: {
      ...SALES,
      name: 'Ledgerleaf website',
      welcome: 'Welcome to Ledgerleaf, I am Sage. What would you like to know?',
    },
    variables: { page: random.pick(['pricing', 'home', 'compare']) },
    exchanges: [
      said(
        random.pick([
          'What does it cost?',
          'Hi. I only want to know the price.',
          'I saw three prices and I am confused.',
        ]),
        'Happy to tell you.',
        'How many people would use it?',
      ),
      said(
        random.pick([`${people}, I guess.`, `About ${people}.`]),
        `For ${people} it is ${price}.`,
        'A whole year is two months cheaper.',
      ),
      said(
        random.pick([
          `Is that all? For ${trade} that would be fine.`,
          `Hmm. We are ${trade}, margins are thin.`,
        ]),
        'There is a trial of thirty days, and it does not ask for a card.',
      ),
      said(
        random.pick(['What happens after the thirty days?', 'And then it renews by itself?']),
        'Nothing. It stops, and your data stays for another sixty days.',
        'You can download it whenever you like.',
      ),
      tries
        ? said(
            random.pick(['Okay, start it for me.', 'Fine, I will try it.']),
            `Gladly. Shall I send the link to ${person.spokenNumber}?`,
          )
        : said(
            random.pick(['I will think about it.', 'Let me talk to my partner first.']),
            'Of course. I will be here.',
          ),
    ],
    closing: [
      said(
        random.pick(['Yes please. Bye.', 'Thanks, bye.']),
        `It was nice to talk to you, ${person.first}. Goodbye!`,
      ),
    ],
    result: {
      summary: `${person.name} (${trade}, ${people} people) asked about prices and was told ${price}. ${tries ? 'A trial was started.' : 'No decision yet.'}`,
      success: tries ? 'Excellent' : 'Fair',
      structuredData: {
        'contact name': person.name,
        business: trade,
        employees: people,
        demo: '',
        interest: tries ? 'hot' : 'warm',
      },
      outcome: tries ? 'Trial started' : 'Information given',
    },
  };
}

interface Ending {
  readonly exchanges: readonly Exchange[];
  readonly closing: readonly Exchange[];
  readonly summary: string;
  readonly success: 'Excellent' | 'Poor' | 'Fair';
  readonly demo: string;
  readonly interest: string;
  readonly outcome: string;
}

function agrees(random: Random, slot: string, person: Person): Ending {
  return {
    exchanges: [
      said(
        random.pick(['What would that cost me?', 'Is there a catch?']),
        'The demo is free.',
        'The program starts at 29 dollars a month.',
      ),
      said(
        random.pick([`All right, ${slot}.`, `Okay. ${slot} works.`]),
        `Wonderful, ${slot}. I will text the link to ${person.spokenNumber}.`,
        'Please have last month at hand if you can.',
      ),
    ],
    closing: [
      {
        ...said(random.pick(['Will do. Bye.', 'Okay, talk then.']), `Thank you, ${person.first}. Goodbye!`),
        cached: false,
      },
    ],
    summary: `A demo was agreed for ${slot}.`,
    success: 'Excellent',
    demo: slot,
    interest: 'hot',
    outcome: 'Demo booked',
  };
}

function declines(random: Random, _slot: string, person: Person): Ending {
  const never = random.chance(0.4);
  return {
    exchanges: [
      never
        ? said(
            'No. And please do not call me again.',
            'Understood. I have noted it, and you will not hear from us.',
          )
        : said(
            ['Oh, I am about to serve somebody.', 'Can you call next month?'],
            'Of course, no trouble at all.',
            'I will try again in four weeks.',
          ),
    ],
    closing: [said(random.pick(['Good. Bye.', 'Thanks. Bye.']), `All the best, ${person.first}. Goodbye!`)],
    summary: never ? 'Asked not to be called again.' : 'Was busy and wants to be called next month.',
    success: never ? 'Poor' : 'Fair',
    demo: '',
    interest: never ? 'do-not-call' : 'warm',
    outcome: never ? 'Do not call' : 'Call back later',
  };
}

function priceFor(people: number): string {
  if (people === 1) return '29 dollars a month';
  if (people <= 5) return '59 dollars a month';
  return people <= 20 ? '119 dollars a month' : 'a price my colleague would work out for you';
}
