import { said } from '../dialogue.js';
import { MANNERS, type Profile } from '../profile.js';

const FEATURES = [
  'the calendar',
  'invoices',
  'stock counts',
  'reminders by text',
  'the mobile app',
  'staff rotas',
  'reports',
  'the import from spreadsheets',
  'card payments',
  'two locations',
  'the archive',
  'user roles',
] as const;

/** Sells bookkeeping software to small businesses. */
export const SALES: Profile = {
  assistantId: '6a10c5b47e5b9f0031d8ad45',
  teamId: '6a0ff1e83c2d4e0017c4ba6c',
  assistantNumber: '+13035550140',
  name: 'Ledgerleaf first contact',
  welcome: 'Hi, this is Sage from Ledgerleaf. Do you have two minutes?',
  provider: 'anthropic',
  model: 'claude-haiku-4-5',
  voice: { id: 'LlSageK4tT9zWw20pRq6', name: 'Sage (friendly)' },
  prompt: [
    'You are Sage and speak for Ledgerleaf, bookkeeping software for small businesses. You call people who left their number on the website, or answer them when they press the button to talk. Your goal is a demo with a colleague, never a sale on the phone.',
    'Today is {{date}}. Free demo times: {{slots}}.',
    'Find out, in this order and only as far as it is pleasant: what the business does, how many people work there, what they use today, what annoys them about it. Then offer the demo: thirty minutes, on screen, with their own numbers if they wish.',
    'Prices: 29 dollars a month for one person, 59 up to five, 119 up to twenty, more on request. A yearly plan is two months cheaper. There is a trial of thirty days without a card. You may mention prices when asked; you may not give discounts.',
    'If somebody is busy, offer to call at another time. If somebody is not interested, thank them and end the call; do not argue, and note that they should not be called again if they say so.',
    'Competitors: speak well of them or not at all.',
    MANNERS,
  ].join('\n\n'),
  extracts: {
    'contact name': 'Who was spoken to',
    business: 'What the business does',
    employees: 'How many people work there',
    demo: 'Agreed time, empty if none',
    interest: 'hot, warm, cold or do-not-call',
  },
  handover: { to: 'an account manager', number: '+13035550149' },
  aside(random) {
    const feature = random.pick(FEATURES);
    const question = random.pick([
      `What about ${feature}?`,
      `And ${feature}, is that extra?`,
      `We tried ${feature} with another program and it was a mess.`,
      `How long does it take to learn ${feature}?`,
      `Who else uses ${feature}?`,
    ]);
    const answer = random.pick([
      'That is included in every plan.',
      `Most people need about ${random.int(5, 55)} minutes for that, with the guide open.`,
      `I hear that a lot. About ${random.int(30, 90)} percent of our customers started for that reason.`,
      'It is in the second plan and up, and in the trial.',
      'My colleague can show you that with your own numbers.',
      `Around ${random.int(2, 40)} businesses near you use it every day.`,
    ]);
    return said(question, answer);
  },
};
