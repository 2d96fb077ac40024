import { parseArgs } from 'node:util';

export interface Options {
  readonly calls: number;
  readonly concurrency: number;
  /** 1 is life. */
  readonly speed: number;
  readonly url: string;
  readonly secret: string | undefined;
  /** Messages a transcript shall have; 0: as many as it needs. */
  readonly turns: number;
  readonly chaos: boolean;
  /** Undefined: another one every time. */
  readonly seed: string | undefined;
}

/** The caller's fault; the message names the option, its value and what it may be. */
export class OptionError extends Error {}

export const HELP = `npm run simulate -- [options]     believable calls, posted to ingest as real webhooks

  --calls <n>         how many calls                                   (5)
  --concurrency <n>   how many of them at once                         (3)
  --speed <x>         1 is life, 10 is ten times faster                (1)
  --turns <n>         draw every conversation out to n messages        (as long as it needs)
  --chaos             duplicate, delay and reorder webhooks, and drop those a later one repeats
  --seed <text>       the same seed makes the same calls               (another one every time)
  --url <url>         where ingest listens                             (http://localhost:8000/webhook)
  --secret <text>     sent as x-interactly-secret                      (none)
  --help              this`;

/** The command line, read; `help` when that is what was asked for. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      calls: { type: 'string' },
      concurrency: { type: 'string' },
      speed: { type: 'string' },
      turns: { type: 'string' },
      url: { type: 'string' },
      secret: { type: 'string' },
      seed: { type: 'string' },
      chaos: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const unknown = Object.keys(values).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new OptionError(`--${unknown} is no option; --help lists them.`);
  const [stray] = positionals;
  if (stray !== undefined) throw new OptionError(`"${stray}" belongs to no option; --help lists them.`);
  const text = (name: string) => textOf(name, values[name]);
  if (flagOf('help', values['help'])) return 'help';
  return {
    calls: wholeNumber('calls', text('calls') ?? '5', 1, 10_000),
    concurrency: wholeNumber('concurrency', text('concurrency') ?? '3', 1, 500),
    speed: speedOf(text('speed') ?? '1'),
    url: urlOf(text('url') ?? 'http://localhost:8000/webhook'),
    secret: secretOf(text('secret')),
    turns: wholeNumber('turns', text('turns') ?? '0', 0, 5000),
    chaos: flagOf('chaos', values['chaos']),
    seed: text('seed'),
  };
}

type Value = string | boolean | (string | boolean)[] | undefined;

const KNOWN = new Set(['calls', 'concurrency', 'speed', 'turns', 'url', 'secret', 'seed', 'chaos', 'help']);

function textOf(name: string, value: Value): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new OptionError(`--${name} needs a value, as in --${name} ${EXAMPLES.get(name) ?? 'x'}.`);
}

const EXAMPLES = new Map([
  ['calls', '5'],
  ['concurrency', '3'],
  ['speed', '10'],
  ['turns', '200'],
  ['url', 'http://localhost:8000/webhook'],
  ['secret', 'my-webhook-secret'],
  ['seed', 'tuesday'],
]);

function flagOf(name: string, value: Value): boolean {
  if (value === undefined || value === true) return value === true;
  throw new OptionError(`--${name} is "${String(value)}"; it takes no value, it is there or not.`);
}

function wholeNumber(name: string, value: string, from: number, to: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= from && number <= to) return number;
  throw new OptionError(`--${name} is "${value}"; it must be a whole number from ${from} to ${to}.`);
}

function speedOf(value: string): number {
  const speed = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (speed >= 0.1 && speed <= 100_000) return speed;
  throw new OptionError(`--speed is "${value}"; it must be a number from 0.1 to 100000, 1 being life.`);
}

function urlOf(value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new OptionError(
    `--url is "${value}"; it must be an http or https address, as in ${EXAMPLES.get('url') ?? ''}.`,
  );
}

/** What a header can carry. The value is not repeated: it is a secret. */
function secretOf(value: string | undefined): string | undefined {
  if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value;
  throw new OptionError(
    '--secret has a space or a character outside ASCII in it; a header can carry neither.',
  );
}
