import { said, type Dialogue } from '../dialogue.js';
import type { Person } from '../person.js';
import type { Random } from '../random.js';
import { ITEMS, SHOP } from './shop-profile.js';

const FAULTS = [
  'arrived with a crack',
  'is the wrong colour',
  'came without its screws',
  'never arrived',
  'is smaller than it looked',
] as const;

/** Something broke, or never came. */
export function refundOrder(random: Random, person: Person): Dialogue {
  const item = random.pick(ITEMS);
  const fault = random.pick(FAULTS);
  const order = `TP ${random.int(100_000, 999_999)}`;
  const amount = random.int(24, 190);
  const wantsMoney = random.chance(0.6);
  const resolution = wantsMoney ? 'refund' : 'replacement';
  return {
    profile: SHOP,
    variables: { shop: 'online' },
    exchanges: [
      said(
        random.pick([
          `Yes, it is ${order}.`,
          `Hi. The number is ${order}, I believe.`,
          `Somewhere, yes. ${order}.`,
        ]),
        `Thank you. I have it here, a ${item} for ${person.name}.`,
        'What can I do for you?',
      ),
      said(
        random.pick([`The ${item} ${fault}.`, `Well, the ${item} ${fault}, and I am a bit disappointed.`]),
        random.pick(['Oh no, I am sorry.', 'That should not have happened, I apologise.']),
        'Would you like a new one, or your money back?',
      ),
      wantsMoney
        ? said(
            random.pick(['My money back, please.', ['Um.', 'I think I would rather have the refund.']]),
            `Certainly. That is ${amount} dollars, back to the card that paid.`,
            'It takes three to five working days.',
          )
        : said(
            random.pick(['A new one, if you have it in stock.', 'Can you just send another?']),
            'I can, it ships tomorrow.',
            'It goes to the same address. Is that right?',
          ),
      wantsMoney
        ? said('Do I have to send it back?', 'No, you may keep it or give it away.')
        : said('Yes, same address. And the broken one?', 'Please leave it with the driver, packed or not.'),
      said(
        random.pick(['That was easier than I thought.', 'Fine. Will I get that in writing?', 'Okay, good.']),
        'The confirmation is on its way to your inbox.',
      ),
    ],
    closing: [
      {
        ...said(
          random.pick(['Great, thank you. Bye.', 'Thanks. Goodbye.']),
          `Have a lovely day, ${person.first}. Goodbye!`,
        ),
        cached: false,
      },
    ],
    result: {
      summary: `${person.name}'s ${item} from order ${order} ${fault}. ${wantsMoney ? `${amount} dollars are refunded` : 'A replacement is sent'}.`,
      success: random.pick(['Excellent', 'Good', 'Good']),
      structuredData: { 'order number': order, item, resolution, amount: wantsMoney ? amount : 0 },
      outcome: wantsMoney ? 'Refund issued' : 'Replacement sent',
    },
  };
}
