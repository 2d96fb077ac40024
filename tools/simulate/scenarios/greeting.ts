import { said, type Dialogue } from '../dialogue.js';
import type { Person } from '../person.js';
import type { Random } from '../random.js';
import { CLINIC } from './clinic-profile.js';
import { SHOP } from './shop-profile.js';
import { SUPPORT } from './support-profile.js';

/** A short call: a wrong number, one question, somebody who only tries it out. */
export function greet(random: Random, person: Person): Dialogue {
  const profile = random.pick([CLINIC, SHOP, SUPPORT]);
  const chat = random.pick([wrongNumber, openingHours, tryingOut, otherLanguage])(random, person);
  return { profile, variables: {}, ...chat };
}

type Chat = Pick<Dialogue, 'exchanges' | 'closing' | 'result'>;

function wrongNumber(random: Random, person: Person): Chat {
  return {
    exchanges: [
      said(
        random.pick([
          `Hi, is ${random.pick(['Gus', 'Marta', 'Uncle Teo'])} there?`,
          'Is this the pizza place?',
        ]),
        'I am afraid you have the wrong number.',
      ),
    ],
    closing: [said(random.pick(['Oh! Sorry about that.', 'Ah. My mistake, bye.']), 'No harm done. Goodbye!')],
    result: result(`${person.first} had dialled a wrong number.`, 'Fair', 'Wrong number'),
  };
}

function openingHours(random: Random): Chat {
  const hour = random.pick(['five', 'six', 'half past six']);
  return {
    exchanges: [
      said(
        random.pick(['Hello. How long are you open today?', 'Are you open on Saturday?']),
        `Today until ${hour}, and on Saturday from nine to noon.`,
      ),
      said(
        random.pick(['And on holidays?', 'Sunday?']),
        'No, we are closed then.',
        'The next day we are here from eight.',
      ),
    ],
    closing: [said('Good to know. Thank you.', 'You are welcome. Goodbye!')],
    result: result('The caller asked about opening hours.', 'Excellent', 'Question answered'),
  };
}

function tryingOut(random: Random, person: Person): Chat {
  return {
    exchanges: [
      said(
        ['Hello?', random.pick(['Hello, can you hear me?', 'Testing, one two three.'])],
        'I can hear you very well.',
      ),
      said(
        `My name is ${person.first}. What is yours?`,
        'I am the voice assistant here.',
        `Nice to meet you, ${person.first}.`,
      ),
      said(
        random.pick(['Are you a robot?', 'Wow, you sound real.']),
        'I am a computer program, yes. A colleague can take over any time.',
      ),
    ],
    closing: [
      said(random.pick(['I just wanted to try. Bye!', 'Cool. Goodbye.']), 'Thank you for trying. Goodbye!'),
    ],
    result: result(
      `${person.first} tried the assistant out and wanted nothing in particular.`,
      'Good',
      'No request',
    ),
  };
}

function otherLanguage(): Chat {
  return {
    exchanges: [
      said('Buenas tardes, ¿habla español?', 'Sí, claro. ¿En qué puedo ayudarle?'),
      said('¿A qué hora abren mañana?', 'Mañana abrimos a las ocho.', 'Cerramos a las seis de la tarde.'),
    ],
    closing: [said('Muchas gracias, adiós.', 'Gracias a usted. ¡Adiós!')],
    result: result(
      'The caller asked in Spanish when the doors open tomorrow.',
      'Excellent',
      'Question answered',
    ),
  };
}

function result(
  summary: string,
  success: Dialogue['result']['success'],
  outcome: string,
): Dialogue['result'] {
  return { summary, success, outcome, structuredData: {} };
}
