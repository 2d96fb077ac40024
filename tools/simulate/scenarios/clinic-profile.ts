import { said } from '../dialogue.js';
import { MANNERS, type Profile } from '../profile.js';

const CONDITIONS = [
  'asthma',
  'high blood pressure',
  'migraines',
  'an allergy to penicillin',
  'thyroid trouble',
  'diabetes',
  'a heart murmur',
  'anaemia',
  'kidney stones',
  'a broken bone',
  'hay fever',
  'an ulcer',
  'back pain',
  'eczema',
  'fainting spells',
  'a reaction to a vaccine',
  'trouble sleeping',
  'arthritis',
  'a surgery under general anaesthetic',
  'chickenpox',
] as const;

/** A family practice: books and moves appointments, reminds people of theirs. */
export const CLINIC: Profile = {
  assistantId: '6a10c4d27e5b9f0031d8aa01',
  teamId: '6a0ff1b93c2d4e0017c4b900',
  assistantNumber: '+15035550110',
  name: 'Willowbrook front desk',
  welcome: 'Willowbrook Family Practice, this is Juniper. How can I help you today?',
  provider: 'gemini',
  model: 'gemini-3-flash-preview',
  voice: { id: 'Wb7JunprQ2xLs90TeaVo', name: 'Juniper (calm)' },
  prompt: [
    'You are Juniper, the voice at the front desk of Willowbrook Family Practice, 48 Alder Lane. The practice is open Monday to Friday from eight to six and on Saturday from nine to noon; it is closed on Sundays and holidays.',
    'Doctors: Dr. Adeyemi-Holt (general, all days), Dr. Brandvold (general, Monday, Wednesday, Friday), Dr. Quintero-Lacey (children, Tuesday and Thursday), Nurse Pell (blood tests, vaccinations, mornings only).',
    'Today is {{date}}. The next free slots are {{slots}}.',
    'To book: 1. full name, 2. date of birth for people we know or a callback number for new ones, 3. the reason in a few words, 4. day and time, 5. read everything back, then book.',
    'To move or cancel: find the appointment by name, confirm which one is meant, offer two other times, and say that a text message will follow.',
    'Chest pain, trouble breathing, a stroke or thoughts of self-harm: tell the caller to hang up and dial the emergency number. Give no medical advice of any kind; offer a nurse to call back instead.',
    'Parking is free behind the building, the entrance is step-free, and insurance cards are scanned at the desk.',
    MANNERS,
  ].join('\n\n'),
  extracts: {
    'patient name': 'Full name of the patient',
    'phone number': 'Number the practice can call back',
    reason: 'Why the patient wants to be seen, in a few words',
    appointment: 'Day and time that was agreed, empty if none was',
    'new patient': 'Whether the patient has been here before',
  },
  handover: { to: 'the front desk team', number: '+15035550119' },
  aside(random) {
    const condition = random.pick(CONDITIONS);
    const question = random.pick([
      `Next one for the form: have you ever had ${condition}?`,
      `Has anybody in your family had ${condition}?`,
      `And ${condition}, is that something you have dealt with?`,
      `Do you take anything for ${condition} at the moment?`,
    ]);
    const answer = random.pick([
      'No, never.',
      'Yes, a few years ago, but nothing since.',
      'My mother did, I think.',
      'Not that I know of.',
      'Once, when I was a child.',
      'Hmm, let me think. No, I would remember that.',
      'Yes, and I still see someone about it twice a year.',
    ]);
    const thanks = random.pick([
      'Thanks.',
      'Got it.',
      'All right, noted.',
      'Okay.',
      'Thank you, that helps.',
    ]);
    return said(answer, `${thanks} ${question}`);
  },
};
