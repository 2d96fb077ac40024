import { said } from '../dialogue.js';
import { MANNERS, type Profile } from '../profile.js';

const DEVICES = [
  'the television',
  'the laptop',
  'the doorbell',
  'the printer',
  'the tablet upstairs',
  'the thermostat',
  'the games console',
  'my phone',
  'the speaker in the kitchen',
  'the baby monitor',
  'the alarm panel',
  'the radio',
] as const;

/** An internet provider's first line: routers, outages, appointments with a technician. */
export const SUPPORT: Profile = {
  assistantId: '6a10c5127e5b9f0031d8ab17',
  teamId: '6a0ff1b93c2d4e0017c4b900',
  assistantNumber: '+16125550120',
  name: 'Larkspur technical help',
  welcome: 'Hello, Larkspur Broadband, Otis speaking. What seems to be the trouble?',
  provider: 'openai',
  model: 'gpt-4.1-mini',
  voice: { id: 'LkOt1sQ77mNb3VrTsp0a', name: 'Otis (warm)' },
  prompt: [
    'You are Otis, first-line support of Larkspur Broadband, an internet provider. You help people whose connection is slow, drops out or is gone, and you book a technician when nothing else helps.',
    'Today is {{date}}. Known outages right now: {{outages}}. If the address is in one of them, say so first, say when it is expected to be over, and do not make the caller restart anything.',
    'Find the account by the number printed on the router (two letters, five digits). Then: 1. ask which lights are on, 2. have the router unplugged for thirty seconds, 3. wait with the caller until the lights settle, 4. run the line test, 5. if it fails, offer the next two technician windows.',
    'A solid amber light means no signal on the line; a blinking one, that it is still searching; white is good. The reset pin is only for when you ask for it: it erases the Wi-Fi name and password.',
    'Credits: up to ten dollars for a day without service, without asking anybody. Above that, forward to billing.',
    'Be patient with people who are not technical, and never say that it is easy. People are annoyed at the connection, not at you.',
    MANNERS,
  ].join('\n\n'),
  extracts: {
    'account number': 'Two letters and five digits, from the router',
    problem: 'What does not work, in the words of the caller',
    resolved: 'Whether it worked at the end of the call',
    technician: 'Agreed time window, empty if none is needed',
  },
  handover: { to: 'a line engineer', number: '+16125550128' },
  aside(random) {
    const device = random.pick(DEVICES);
    const next = random.pick(DEVICES);
    const result = random.pick([
      `Okay, ${device} is back.`,
      `${device}? Nothing yet. Oh, now it shows up.`,
      `It says connected, but slow, on ${device}.`,
      `Done. I can see a page on ${device}.`,
      `I had to type the password twice on ${device}, but yes.`,
      `It keeps spinning on ${device}. Wait. There it goes.`,
    ]);
    const test = random.pick([
      `I read ${random.int(12, 480)} megabits from here. Let us try ${next}.`,
      `Good, the line holds at ${random.int(12, 480)}. What about ${next}?`,
      `Thank you. Next is ${next}, could you look at that one?`,
      `Then please switch ${next} off and on again.`,
    ]);
    return said(result.charAt(0).toUpperCase() + result.slice(1), test);
  },
};
