import { parseArgs } from 'node:util';
import { OptionError } from '../simulate/options.js';

export interface Options {
  /** Undefined: another one every time. */
  readonly seed: string | undefined;
  /** Only faults whose names hold this. */
  readonly only: string | undefined;
  /** What `npm test` runs: everything at once and the negative control, in less than a minute. */
  readonly short: boolean;
  readonly outageSeconds: number;
  /** Webhooks a second while Redis is away. */
  readonly outageRate: number;
  /** Where the table goes as Markdown: between the marks of a page that is there. */
  readonly markdown: string | undefined;
}

export const HELP = `npm run faults -- [options]     injures running processes, and counts what survived

  --seed <text>             the same seed sends the same calls and draws the same injuries   (another one every time)
  --only <name>             only faults whose names hold this; --only list names them
  --short                   what npm test runs: everything at once, and the negative control
  --outage-seconds <n>      how long Redis is away in the long outages                       (60)
  --outage-rate <n>         webhooks a second meanwhile                                      (200)
  --markdown <file>         puts the table between the marks of this page, as in docs/reliability.md
  --help                    this

It starts everything itself, on free ports of this machine, and ends it. Exit code 1: a promise was broken.`;

const NAMED = ['seed', 'only', 'outage-seconds', 'outage-rate', 'markdown'] as const;
const FLAGS = ['short', 'help'] as const;

/** The command line, read; `help` when that is what was asked for. Throws an OptionError. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    options: Object.fromEntries([
      ...NAMED.map((name) => [name, { type: 'string' }] as const),
      ...FLAGS.map((name) => [name, { type: 'boolean' }] as const),
    ]),
  });
  const known: readonly string[] = [...NAMED, ...FLAGS];
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new OptionError(`--${unknown} is no option; --help lists them.`);
  const [stray] = positionals;
  if (stray !== undefined) throw new OptionError(`"${stray}" belongs to no option; --help lists them.`);
  const text = (name: (typeof NAMED)[number]) => textOf(name, values[name]);
  if (values['help'] === true) return 'help';
  return {
    seed: text('seed'),
    only: text('only'),
    short: values['short'] === true,
    outageSeconds: wholeNumber('outage-seconds', text('outage-seconds') ?? '60', 5, 600),
    outageRate: wholeNumber('outage-rate', text('outage-rate') ?? '200', 10, 1_000),
    markdown: text('markdown'),
  };
}

function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new OptionError(`--${name} needs a value; --help says which.`);
}

function wholeNumber(name: string, value: string, from: number, to: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= from && number <= to) return number;
  throw new OptionError(`--${name} is "${value}"; it must be a whole number from ${from} to ${to}.`);
}
