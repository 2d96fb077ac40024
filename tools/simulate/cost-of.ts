import type { Tokens } from './call-stats.js';
import type { Timeline } from './timeline.js';
import type { Cost } from './webhook.js';

// Dollars. A phone line is paid by started minutes, what listens by time, what speaks by characters, what thinks by tokens.
const PER_MINUTE = 0.01;
const PER_PHONE_MINUTE = 0.0165;
const PER_LISTENED_MINUTE = 0.0077;
const PER_CHARACTER = 0.00009;
const PER_INPUT_TOKEN = 0.0000005;
const PER_OUTPUT_TOKEN = 0.000003;

/** What a call of this length costs; its parts add up to `totalCost`. */
export function costOf(timeline: Timeline, tokens: Tokens, durationMs: number): Cost {
  const seconds = durationMs / 1000;
  const ttsGenCharsTotal = timeline.moments.reduce(
    (sum, moment) => (moment.kind === 'spoken' && !moment.voice.cached ? sum + moment.text.length : sum),
    0,
  );
  const parts = {
    interactlyCost: (seconds / 60) * PER_MINUTE,
    phoneCost: Math.ceil(seconds / 60) * PER_PHONE_MINUTE,
    ttsVendorCost: ttsGenCharsTotal * PER_CHARACTER,
    sttVendorCost: (seconds / 60) * PER_LISTENED_MINUTE,
    llmVendorCost: tokens.input * PER_INPUT_TOKEN + tokens.output * PER_OUTPUT_TOKEN,
  };
  return {
    analysis: { total: 0 },
    callDuration: seconds,
    ttsGenCharsTotal,
    inputTokensTotal: tokens.input,
    outputTokensTotal: tokens.output,
    ...parts,
    totalCost: Object.values(parts).reduce((sum, part) => sum + part, 0),
  };
}

/** Every answer of the model reads the prompt and all that was said before: four characters a token. */
export function tokensOf(prompt: string, { moments }: Timeline): Tokens {
  let read = prompt.length;
  let input = 0;
  let output = 0;
  for (const moment of moments) {
    if (moment.kind !== 'heard' && moment.kind !== 'spoken') continue;
    if (moment.kind === 'spoken' && moment.model !== undefined) {
      if (!moment.continues) input += Math.ceil(read / 4);
      output += Math.ceil(moment.text.length / 4);
    }
    read += moment.text.length;
  }
  return { input, output };
}
