import { said, type Dialogue, type Exchange } from '../dialogue.js';
import type { Person } from '../person.js';
import type { Random } from '../random.js';
import { SUPPORT } from './support-profile.js';

const PROBLEMS = [
  { short: 'no internet since the storm', long: 'We have had no internet since the storm last night.' },
  {
    short: 'connection drops every evening',
    long: 'It drops out every evening around eight, right when we sit down.',
  },
  { short: 'slow upstairs', long: 'Downstairs it is fine, but upstairs I cannot even load a map.' },
  { short: 'amber light on the router', long: 'There is an orange light on the box and nothing works.' },
  { short: 'video calls freeze', long: 'My video calls freeze every few minutes and I work from home.' },
  { short: 'new router will not start', long: 'You sent me a new router and I cannot get it to start.' },
] as const;

const WINDOWS = [
  'tomorrow from eight to noon',
  'tomorrow afternoon',
  'Thursday morning',
  'Friday between one and five',
] as const;

/** The router, once more. */
export function fixRouter(random: Random, person: Person): Dialogue {
  const problem = random.pick(PROBLEMS);
  const account = `LB ${random.int(10_000, 99_999)}`;
  const ending = random.pick([restarted, technician, outage])(random, person);
  return {
    profile: SUPPORT,
    variables: {
      outages: random.pick(['none', 'Fenwick Hill until five', 'none', 'Marsh Road, cause unknown']),
    },
    exchanges: [
      complain(random, problem.long),
      said(
        random.pick([
          `Let me see. ${account}.`,
          `It's ${account}.`,
          `Hold on, I need my glasses. ${account}.`,
        ]),
        `${account}, thank you. Am I speaking with ${person.name}?`,
      ),
      said(
        random.pick(['Yes, that is me.', `Yes, ${person.first}.`, 'Speaking.']),
        'Good. Now look at the front of the router, please.',
        'Which lights do you see?',
      ),
      ...ending.exchanges,
    ],
    closing: [
      said(
        random.pick(['Thank you, you have been very patient.', 'Okay. Thanks.', 'Brilliant, thank you.']),
        'Is there anything else?',
      ),
      {
        ...said(
          random.pick(['No. Bye.', 'That was all, thanks. Goodbye.']),
          'Thank you for calling Larkspur. Goodbye!',
        ),
        cached: random.chance(0.5),
      },
    ],
    result: {
      summary: `${person.name} called because of ${problem.short}. ${ending.summary}`,
      success: ending.resolved ? random.pick(['Excellent', 'Good']) : 'Fair',
      structuredData: {
        'account number': account,
        problem: problem.short,
        resolved: ending.resolved,
        technician: ending.window,
      },
      outcome: ending.outcome,
    },
  };
}

interface Ending {
  readonly exchanges: readonly Exchange[];
  readonly summary: string;
  readonly resolved: boolean;
  readonly window: string;
  readonly outcome: string;
}

function restarted(random: Random): Ending {
  return {
    exchanges: [
      said(
        random.pick([
          'One is orange and it blinks.',
          'Two white ones and an amber one.',
          'They are all off. No, one is orange.',
        ]),
        'Thank you. Please pull the power plug, and leave it out for thirty seconds.',
        'I will count with you.',
      ),
      said(
        ['Okay, it is out.', random.pick(['Can I plug it in again?', 'That was thirty, I think.'])],
        'Yes, plug it back in, and tell me when the lights stop moving.',
      ),
      said(
        random.pick([
          'Now they are all white!',
          'It is white. Oh, my phone just buzzed ten times.',
          'White, white, and white.',
        ]),
        'That is what we want to see.',
        `The line test is good as well, ${random.int(80, 480)} megabits.`,
      ),
    ],
    summary:
      'After unplugging the router for thirty seconds the connection came back and the line test passed.',
    resolved: true,
    window: '',
    outcome: 'Solved on the phone',
  };
}

function technician(random: Random, person: Person): Ending {
  const window = random.pick(WINDOWS);
  return {
    exchanges: [
      said(
        'A solid orange one. I already restarted it three times.',
        'Then I will not ask you to do it a fourth time.',
        'Let me test the line from here.',
      ),
      said(
        random.pick(['Sure.', 'Go ahead.', 'Okay, I will wait.']),
        'The test fails at the box outside your house. Somebody has to come and look.',
        `The first free time is ${window}. Would that be possible?`,
      ),
      said(
        [random.pick(['Is there nothing today?', 'Hmm.']), `All right, ${window}.`],
        `Booked. The technician will call ${person.spokenNumber} on the way.`,
        'I also took ten dollars off your bill.',
      ),
    ],
    summary: `A restart did not help and the line test failed; a technician comes ${window}.`,
    resolved: false,
    window,
    outcome: 'Technician booked',
  };
}

function outage(random: Random): Ending {
  const hour = random.pick(['three', 'four', 'half past five', 'six']);
  return {
    exchanges: [
      said(
        'It is orange, and my neighbour has the same.',
        'I see it now, there is an outage in your street.',
        `It should be over by ${hour}.`,
      ),
      said(
        random.pick(['You could have said so at the beginning!', 'Oh. So it is not my router?']),
        'I am sorry, it was only reported a few minutes ago.',
        'I can send you a message as soon as it is fixed.',
      ),
      said('Yes, please do that.', 'Done. You will get it on this number.'),
    ],
    summary: `The address is part of a known outage expected to end by ${hour}; a message will be sent.`,
    resolved: false,
    window: '',
    outcome: 'Known outage',
  };
}

function complain(random: Random, problem: string): Exchange {
  const hello = random.pick(['Hi.', 'Hello, finally.', 'Yes, hello.', 'Good evening.']);
  const answer = random.pick([
    'I am sorry about that.',
    'Oh, that is annoying.',
    'Thank you for telling me.',
  ]);
  const number = 'Could you read me the number on the bottom of the router?';
  return random.chance(0.5)
    ? said([hello, problem], answer, number)
    : said(`${hello} ${problem}`, `${answer} ${number}`);
}
