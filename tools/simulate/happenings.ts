import type { CallError, Dialogue, Exchange } from './dialogue.js';
import type { Random } from './random.js';

/** What may go wrong, or otherwise than written, in a call. */
export const HAPPENINGS = [
  'interruption',
  'hang',
  'model error',
  'speech error',
  'forwarded',
  'failed',
] as const;
export type Happening = (typeof HAPPENINGS)[number];

const OFFERS = [
  'I can also send you all of this in a text message, if that is easier.',
  'And before I forget, there is a short survey at the end of this call.',
  'You can find the same on our website, under frequently asked questions.',
  'Take your time, I am not in a hurry.',
] as const;

/** The dialogue with these things happening in it. That a call fails is not said in words: it changes nothing here. */
export function withHappenings(
  random: Random,
  dialogue: Dialogue,
  happenings: readonly Happening[],
): Dialogue {
  return happenings.reduce((told, happening) => withHappening(random, told, happening), dialogue);
}

function withHappening(random: Random, dialogue: Dialogue, happening: Happening): Dialogue {
  switch (happening) {
    case 'interruption':
      return interrupted(random, dialogue);
    case 'hang':
      return {
        ...dialogue,
        exchanges: changedAt(dialogue.exchanges, somewhere(random, dialogue.exchanges), hanging),
      };
    case 'model error':
      return { ...dialogue, exchanges: modelFailing(random, dialogue) };
    case 'speech error':
      return { ...dialogue, exchanges: unheard(random, dialogue.exchanges) };
    case 'forwarded':
      return handedOver(random, dialogue);
    case 'failed':
      return dialogue;
  }
}

/** An answer whose last sentence nobody hears, because the caller has heard enough. A question is always heard. */
export function cutOff(random: Random, exchange: Exchange): Exchange {
  const last = exchange.assistant.at(-1);
  if (last === undefined) return exchange;
  return exchange.assistant.length > 1 && !last.endsWith('?')
    ? { ...exchange, assistant: exchange.assistant.slice(0, -1), skipped: [last] }
    : { ...exchange, skipped: [random.pick(OFFERS)] };
}

function interrupted(random: Random, dialogue: Dialogue): Dialogue {
  const { exchanges, closing } = dialogue;
  const open = exchanges.flatMap(({ skipped }, index) => (skipped === undefined ? [index] : []));
  const [cut] = random.shuffled(open);
  if (cut === undefined) return dialogue;
  const interjection = random.pick([
    'Sorry, yes.',
    'Wait.',
    'Yes, yes.',
    'Hold on.',
    'Excuse me.',
    'Right, but.',
  ]);
  const cuttingIn = ({ user, ...rest }: Exchange): Exchange => ({
    ...rest,
    user: user.map((text, index) => (index === 0 ? `${interjection} ${text}` : text)),
  });
  const withCut = changedAt(exchanges, cut, (exchange) => cutOff(random, exchange));
  return {
    ...dialogue,
    exchanges: changedAt(withCut, cut + 1, cuttingIn),
    closing: changedAt(closing, cut + 1 - exchanges.length, cuttingIn),
  };
}

const hanging = (exchange: Exchange): Exchange => ({ ...exchange, hangs: true });

type Failure = Omit<CallError, 'type' | 'provider'>;

function modelFailing(random: Random, { exchanges, profile }: Dialogue): readonly Exchange[] {
  const failures: readonly [Failure, ...Failure[]] = [
    {
      code: 'rate_limit_exceeded',
      message: 'Too many requests for this project, slow down',
      retryable: true,
      details: { limit_type: 'requests_per_minute', current_usage: random.int(61, 90), limit: 60 },
    },
    {
      code: 'model_overloaded',
      message: 'The model is busy, try again in a moment',
      retryable: true,
      details: { retry_after_ms: random.int(500, 2000), region: 'us-west' },
    },
    {
      code: 'response_timeout',
      message: 'No token within the time allowed',
      retryable: true,
      details: { waited_ms: random.int(4000, 6000) },
    },
  ];
  const error = random.pick(failures);
  const failing = (exchange: Exchange): Exchange => ({
    ...exchange,
    error: { type: 'llm_error', provider: profile.provider, ...error },
  });
  return changedAt(exchanges, somewhere(random, exchanges), failing);
}

function unheard(random: Random, exchanges: readonly Exchange[]): readonly Exchange[] {
  const exchange: Exchange = {
    user: [random.pick(['For the, uh', 'Can you', 'It was the', 'And then I'])],
    assistant: [
      random.pick([
        'I am sorry, the line was noisy. Could you say that once more?',
        'I did not catch that. Could you repeat it, please?',
      ]),
    ],
    error: {
      type: 'stt_error',
      code: 'audio_quality_insufficient',
      message: 'The audio is too noisy to be transcribed',
      provider: 'deepgram',
      retryable: true,
      details: {
        confidence_score: random.int(8, 29) / 100,
        noise_level: 'high',
        signal_to_noise_ratio: -random.int(2, 8),
      },
    },
  };
  return exchanges.toSpliced(random.int(1, Math.max(1, exchanges.length - 1)), 0, exchange);
}

function handedOver(random: Random, dialogue: Dialogue): Dialogue {
  const { to } = dialogue.profile.handover;
  const kept = dialogue.exchanges.slice(0, Math.max(2, Math.ceil(dialogue.exchanges.length * 0.6)));
  const asked: Exchange = {
    user: [
      random.pick([
        'I would rather speak to a person, please.',
        'Sorry, can I talk to somebody real?',
        'This is complicated. Is there a colleague I could speak to?',
      ]),
    ],
    assistant: [`Of course. I am connecting you to ${to}, please stay on the line.`],
  };
  return {
    ...dialogue,
    exchanges: kept,
    closing: [asked],
    result: {
      ...dialogue.result,
      success: random.pick(['Good', 'Fair']),
      summary: `The caller asked for a person before the matter was settled and was forwarded to ${to}.`,
      outcome: `Forwarded to ${to}`,
    },
  };
}

/** Not the first exchange, where there is a choice: something has been said by then. */
function somewhere(random: Random, exchanges: readonly Exchange[]): number {
  return random.int(Math.min(1, exchanges.length - 1), exchanges.length - 1);
}

function changedAt(
  exchanges: readonly Exchange[],
  at: number,
  change: (exchange: Exchange) => Exchange,
): readonly Exchange[] {
  return exchanges.map((exchange, index) => (index === at ? change(exchange) : exchange));
}
