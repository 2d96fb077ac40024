import { said, type Dialogue, type Exchange } from '../dialogue.js';
import type { Person } from '../person.js';
import type { Random } from '../random.js';
import { CLINIC } from './clinic-profile.js';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;
const TIMES = ['8:30', '9:15', '10:00', '10:45', '11:30', '1:15', '2:00', '3:30', '4:45', '5:15'] as const;
const DOCTORS = ['Dr. Adeyemi-Holt', 'Dr. Brandvold', 'Nurse Pell'] as const;
const REASONS = [
  { short: 'a sore shoulder', long: 'My shoulder has been sore since I carried a sofa up three floors.' },
  { short: 'a blood test', long: 'I was told to come in for a blood test, on an empty stomach.' },
  { short: 'a cough', long: 'I have had this cough for about two weeks now and it keeps me up.' },
  { short: 'a check-up', long: 'Just a regular check-up, it has been more than a year.' },
  { short: 'a travel vaccination', long: 'I am going abroad in the spring and need a vaccination or two.' },
  { short: 'a rash', long: 'There is a rash on my arm that came after gardening.' },
  { short: 'headaches', long: 'Headaches, mostly in the afternoon, and my new glasses did not help.' },
  { short: 'a prescription renewal', long: 'My prescription runs out on the weekend and I need a new one.' },
] as const;

/** Somebody wants to be seen. */
export function bookAppointment(random: Random, person: Person): Dialogue {
  const day = random.pick(DAYS);
  const [time, other] = twoTimes(random);
  const doctor = random.pick(DOCTORS);
  const reason = random.pick(REASONS);
  const isNew = random.chance(0.4);
  return {
    profile: CLINIC,
    variables: { slots: `${day} ${time}, ${day} ${other}` },
    exchanges: [
      askForAppointment(random, reason.long),
      said(
        random.pick([
          `${person.name}.`,
          `It's ${person.first}, ${person.last}.`,
          `My name is ${person.name}.`,
        ]),
        random.pick([`Thank you, ${person.first}.`, `Nice to meet you, ${person.first}.`]),
        isNew ? 'What is the best number to call you back?' : 'Have you been here before?',
      ),
      isNew
        ? said(`${person.spokenNumber}.`, `I have ${person.spokenNumber}. Is that right?`)
        : said(
            'Yes, last winter I think.',
            'I found you. Is your number still the one that ends in ' + person.number.slice(-4) + '?',
          ),
      said(
        random.pick(['Yes.', "That's right.", 'Yep, still the same.']),
        `${doctor} has ${day} at ${time} or at ${other}.`,
        'Which one suits you better?',
      ),
      chooseTime(random, time, other),
      said(
        random.pick(['Perfect.', 'Great, thank you.', 'That works for me.']),
        `So that is ${person.name}, ${reason.short}, with ${doctor}, ${day} at ${time}.`,
        'You will get a text message in a minute.',
      ),
      ...someOf(random, [
        said('Where can I park?', 'Parking is free behind the building, just follow the drive around.'),
        said('Do I need to bring anything?', 'Your insurance card, please, and a list of anything you take.'),
        said(
          'How long will it take?',
          'Most visits are about twenty minutes. Come five minutes early if you can.',
        ),
        said('Is there a lift?', 'Everything is on the ground floor, and there is no step at the door.'),
      ]),
    ],
    closing: goodbye(random, `We will see you ${day}, ${person.first}. Goodbye!`),
    result: {
      summary: `${person.name} called about ${reason.short} and booked ${day} at ${time} with ${doctor}. The details were read back and confirmed.`,
      success: random.pick(['Excellent', 'Excellent', 'Good']),
      structuredData: {
        'patient name': person.name,
        'phone number': person.spokenNumber,
        reason: reason.short,
        appointment: `${day} ${time}`,
        'new patient': isNew,
      },
      outcome: 'Appointment booked',
    },
  };
}

/** Somebody has an appointment at the wrong time. */
export function moveAppointment(random: Random, person: Person): Dialogue {
  const [from, to] = twoDays(random);
  const [time, other] = twoTimes(random);
  const cancels = random.chance(0.25);
  return {
    profile: CLINIC,
    variables: { slots: `${to} ${time}` },
    exchanges: [
      said(
        random.pick([
          `Hi, I have an appointment on ${from} and I can't make it.`,
          `Hello, this is ${person.first}. Something came up at work and I need to move my ${from} appointment.`,
          `Good morning. Could I change the time I have on ${from}?`,
        ]),
        'No problem at all.',
        'Could you tell me your full name, please?',
      ),
      said(
        `${person.name}.`,
        `I see it, ${person.first}: ${from} at ${other} with ${random.pick(DOCTORS)}. Is that the one?`,
      ),
      cancels
        ? said('Yes. Actually, can I just cancel it?', 'Of course. Shall I cancel it now without a new time?')
        : said(
            ['Yes, that one.', 'Later in the week would be best.'],
            `I could offer you ${to} at ${time}.`,
            'Or the week after, same time.',
          ),
      cancels
        ? said('Yes please, I will call again.', `Done. Your appointment on ${from} is cancelled.`)
        : said(
            `${to} is fine.`,
            `Then I will move you to ${to} at ${time}.`,
            'The old time is free for somebody else now.',
          ),
    ],
    closing: goodbye(
      random,
      random.pick(['Thanks for letting us know. Goodbye!', `Take care, ${person.first}. Goodbye!`]),
    ),
    result: {
      summary: cancels
        ? `${person.name} cancelled the appointment on ${from} and will call again for a new one.`
        : `${person.name} could not come on ${from}; the appointment was moved to ${to} at ${time}.`,
      success: cancels ? 'Good' : 'Excellent',
      structuredData: {
        'patient name': person.name,
        appointment: cancels ? '' : `${to} ${time}`,
        'new patient': false,
      },
      outcome: cancels ? 'Appointment cancelled' : 'Appointment moved',
    },
  };
}

/** The practice calls somebody about tomorrow. */
export function remindOfAppointment(random: Random, person: Person): Dialogue {
  const [time] = twoTimes(random);
  const doctor = random.pick(DOCTORS);
  const comes = random.chance(0.7);
  const day = random.pick(DAYS);
  return {
    profile: {
      ...CLINIC,
      name: 'Willowbrook reminders',
      welcome: 'Hello, this is Juniper from Willowbrook Family Practice.',
    },
    variables: { patient: person.first, slot: `${day} ${time}` },
    exchanges: [
      said(
        random.pick(['Hello?', `Yes, ${person.first} speaking.`, 'Hi, who is this?']),
        `I am calling about your appointment with ${doctor}, tomorrow at ${time}.`,
        'Will you be able to make it?',
      ),
      comes
        ? said(
            random.pick(['Yes, I will be there.', 'Oh right, yes. Thanks for the reminder.']),
            'Lovely.',
            'Please do not eat for two hours before.',
          )
        : said(
            ['Oh no, tomorrow?', 'I completely forgot, I am out of town.'],
            `That happens. Would ${day} at ${time} be better?`,
          ),
      comes
        ? said('Not even coffee?', 'Black coffee or water is fine.')
        : said(random.pick(['Yes, much better.', `${day} works.`]), `Good, I moved it to ${day} at ${time}.`),
    ],
    closing: goodbye(random, 'Thank you for your time. Goodbye!'),
    result: {
      summary: comes
        ? `${person.name} confirmed tomorrow's appointment with ${doctor}.`
        : `${person.name} had forgotten the appointment; it was moved to ${day} at ${time}.`,
      success: comes ? 'Excellent' : 'Good',
      structuredData: {
        'patient name': person.name,
        'phone number': person.spokenNumber,
        appointment: `${day} ${time}`,
      },
      outcome: comes ? 'Appointment confirmed' : 'Appointment moved',
    },
  };
}

function askForAppointment(random: Random, reason: string): Exchange {
  const ask = random.pick([
    'Hi, I would like to make an appointment.',
    'Hello. Do you have anything free this week?',
    'Good afternoon, I need to see a doctor.',
    'Hi there, can I book a visit with you?',
  ]);
  const answer = ['I am sorry to hear that.', 'I can help you with that.', 'Of course.'] as const;
  const name = random.pick(['May I have your full name?', 'First, what is your name, please?']);
  return random.chance(0.5)
    ? said([ask, reason], random.pick(answer), name)
    : said(`${ask} ${reason}`, `${random.pick(answer)} ${name}`);
}

function chooseTime(random: Random, time: string, other: string): Exchange {
  return random.pick([
    said(`${time}, please.`, `${time} it is. Let me book that for you.`),
    said(`Is there nothing before ${other}?`, `There is ${time}, as I said. Shall I take that one?`),
    said('The first one.', `Good choice, ${time} then.`, 'One moment, please.'),
    said(`Hmm, ${other}. No, wait. ${time}.`, `No trouble at all, ${time}.`),
  ]);
}

function goodbye(random: Random, last: string): Exchange[] {
  return [
    said(
      random.pick(['All right.', 'Okay, thank you.', 'Thanks so much for your help.']),
      'Is there anything else I can do for you?',
    ),
    {
      ...said(random.pick(['No. Bye.', "That's all, goodbye.", 'No, thank you. Bye bye.']), last),
      cached: random.chance(0.4),
    },
  ];
}

function twoTimes(random: Random): readonly [string, string] {
  const first = random.int(0, TIMES.length - 1);
  const second = (first + random.int(1, TIMES.length - 1)) % TIMES.length;
  return [TIMES[first] ?? TIMES[0], TIMES[second] ?? TIMES[1]];
}

function twoDays(random: Random): readonly [string, string] {
  const from = random.int(0, 2);
  return [DAYS[from] ?? DAYS[0], DAYS[random.int(from + 1, 4)] ?? DAYS[4]];
}

function someOf(random: Random, exchanges: readonly Exchange[]): Exchange[] {
  return random.shuffled(exchanges).slice(0, random.int(0, 2));
}
