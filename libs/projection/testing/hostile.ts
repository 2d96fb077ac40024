import {
  array,
  boolean,
  constant,
  constantFrom,
  dictionary,
  double,
  integer,
  letrec,
  nat,
  oneof,
  option,
  record,
  string,
  type Arbitrary,
} from 'fast-check';
import { at } from './a-call.js';

// Calls as nobody should send them: believable enough for their events to meet one another, hostile in every part.

const NASTY = [
  '',
  ' ',
  '👋🏽 مرحبا',
  '\u0000',
  '\ud800',
  'a\udc00b',
  '__proto__',
  'constructor',
  'toString',
  '/',
  'a/b',
  'a%2Fb',
  '1e400',
  ':~|"\\',
  'x'.repeat(130),
  `${'x'.repeat(79)}👋${'y'.repeat(60)}`,
];

const nestedLists = Array.from({ length: 300 }).reduce<unknown>((inside) => [inside], 'deep');
const nestedObjects = Array.from({ length: 300 }).reduce<unknown>((inside) => ({ inside }), 'deep');

const text = oneof(
  constantFrom(...NASTY),
  string({ unit: 'grapheme', maxLength: 12 }),
  string({ unit: 'binary', maxLength: 12 }),
);

const scalar = oneof(
  constant(null),
  boolean(),
  integer(),
  double(),
  constantFrom(-0, 0.1, 1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53 + 2),
  text,
);

/** Any JSON there is, as `JSON.parse` would make it; infinite numbers are what it makes of `1e400`. */
export const anyJson: Arbitrary<unknown> = letrec((self) => ({
  value: oneof(
    { maxDepth: 3 },
    scalar,
    constantFrom(nestedLists, nestedObjects, [], {}),
    array(self('value'), { maxLength: 4 }),
    dictionary(text, self('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** Mostly the one, now and then anything at all. */
function mostly<T>(usual: Arbitrary<T>): Arbitrary<unknown> {
  return oneof({ arbitrary: usual, weight: 9 }, { arbitrary: anyJson, weight: 1 });
}

const time = mostly(
  oneof(
    nat(2).map(at),
    nat(2).map((second) => at(second) / 1000),
    nat(2).map((second) => new Date(at(second)).toISOString()),
    nat(2).map((second) => String(at(second))),
    constantFrom(null, 0, 'soon', at(1) + 0.999),
  ),
);

const measures = dictionary(constantFrom('vadMs', 'stt', 'llm', 'tts', '__proto__'), mostly(integer()), {
  noNullPrototype: true,
});

const message = record(
  {
    messageId: mostly(constantFrom('welcome-1', 'user-1', 'user-2', 'user-2-response-1772702495604')),
    role: mostly(constantFrom('user', 'assistant')),
    text: mostly(constantFrom('Hello.', 'Hello!', 'Goodbye.', '')),
    timestamp: time,
    time,
    metrics: mostly(measures),
    skippedAssistantMessages: mostly(array(record({ text }))),
  },
  { requiredKeys: [] },
);

const messages = mostly(array(mostly(message), { maxLength: 5 }));

const status = mostly(
  constantFrom(
    'initiated',
    'queued',
    'ongoing',
    'forwarded',
    'finished',
    'failed',
    'completed',
    'on-hold',
    'odd',
  ),
);

const analysis = mostly(
  record(
    { summary: mostly(text), successEvaluation: mostly(text), structuredData: anyJson },
    { requiredKeys: [] },
  ),
);

const customer = mostly(record({ number: mostly(text), name: mostly(text) }, { requiredKeys: [] }));

const assistant = mostly(
  record({ _id: mostly(text), id: mostly(text), name: mostly(text), config: anyJson }, { requiredKeys: [] }),
);

const call = record(
  {
    status,
    direction: mostly(constantFrom('inbound', 'outbound', '')),
    startAt: time,
    endAt: time,
    userNumber: mostly(text),
    assistantId: mostly(text),
    assistantCallDuration: mostly(nat(50_000)),
    metadata: anyJson,
    customer,
    analysis,
    cost: anyJson,
    metrics: mostly(record({ callStats: anyJson }, { requiredKeys: [] })),
    messages,
    odd: anyJson,
  },
  { requiredKeys: [] },
);

const strangeFields = dictionary(text, anyJson, { maxKeys: 3, noNullPrototype: true });

const event = record(
  {
    type: mostly(
      constantFrom(
        'status-update',
        'conversation-update',
        'end-of-call-report',
        'hang',
        'error',
        'transcript',
      ),
    ),
    timestamp: time,
    status,
    call: mostly(
      oneof(
        call,
        record({ call, strangeFields }).map((both) => merged(both.strangeFields, both.call)),
      ),
    ),
    assistant,
    customer,
    phone: anyJson,
    messages,
    analysis,
    error: option(anyJson),
  },
  { requiredKeys: [] },
).map((told) => ({ message: told }));

/** One body of a call. */
export const anyEvent: Arbitrary<unknown> = mostly(event);

/** Own members of both, `__proto__` among them. */
function merged(one: object, other: object): object {
  return Object.fromEntries([...Object.entries(one), ...Object.entries(other)]);
}
