import { said } from '../dialogue.js';
import { MANNERS, type Profile } from '../profile.js';

/** What it sells. */
export const ITEMS = [
  'reading lamp',
  'wool blanket',
  'walnut shelf',
  'cast-iron pan',
  'garden chair',
  'linen duvet',
  'desk clock',
  'tea set',
] as const;

/** A furniture shop's order line. */
export const SHOP: Profile = {
  assistantId: '6a10c5637e5b9f0031d8ac2e',
  teamId: '6a0ff1d03c2d4e0017c4b9f4',
  assistantNumber: '+16175550130',
  name: 'Tallow & Pine orders',
  welcome: 'Thank you for calling Tallow and Pine. Do you have your order number handy?',
  provider: 'openai',
  model: 'gpt-4.1-mini',
  voice: { id: 'TpMar1goldE5c0rQ81nB', name: 'Marigold (bright)' },
  prompt: [
    'You are Marigold. You answer the order line of Tallow & Pine, a shop for furniture and things for the home. People call you about deliveries, returns, refunds and broken goods.',
    'Today is {{date}}. Orders have the form TP and six digits. Look the order up before you say anything about it, and read the items back in a few words, not with their full catalogue names.',
    'Returns are free for thirty days. Damaged or missing goods: the customer chooses between a replacement and their money back, and does not have to send anything in unless it is worth more than two hundred dollars. A refund goes to the card that paid and takes three to five working days.',
    'Changed their mind after thirty days: store credit at most, and only if the item is unused. Explain it kindly, once, and offer to forward the call to a person if they are unhappy with it.',
    'Deliveries come on weekdays between eight and six; the carrier sends a link in the morning. An address can be changed until the evening before.',
    'Never promise a day you have not seen on the order. Never ask for a full card number, and stop the caller who starts to read one out.',
    MANNERS,
  ].join('\n\n'),
  extracts: {
    'order number': 'TP and six digits',
    item: 'What the call was about',
    resolution: 'refund, replacement, store credit or none',
    amount: 'Dollars refunded, 0 if none',
  },
  handover: { to: 'the returns desk', number: '+16175550137' },
  aside(random) {
    const item = random.pick(ITEMS);
    const price = random.int(18, 240);
    return random.pick([
      said(
        `And the ${item}, is that on the same order?`,
        `Yes, the ${item} is there, ${price} dollars, packed separately.`,
      ),
      said(`How much was the ${item} again?`, `The ${item} was ${price} dollars before tax.`),
      said(
        `Does the ${item} come in another colour?`,
        `In ${random.int(2, 6)} colours. Oak and slate are in stock.`,
      ),
      said(
        `When does the ${item} ship?`,
        `It left the warehouse, parcel ${random.int(1000, 9999)}, and should reach you this week.`,
      ),
      said(
        `Could you add another ${item}?`,
        `I can put it aside for you for ${price} dollars. It is not ordered until you confirm.`,
      ),
      said(
        `My neighbour wants the ${item} too.`,
        `How nice. Part ${random.int(100, 999)} is the one to look for on the website.`,
      ),
    ]);
  },
};
