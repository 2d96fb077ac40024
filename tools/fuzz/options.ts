import { parseArgs } from 'node:util';

export interface FuzzOptions {
  readonly bodies: number;
  readonly seed: string;
  /** Only these bodies of the seed's; none: all. */
  readonly only: readonly number[];
}

/** The caller's fault; the message says what an option may be. */
export class FuzzOptionError extends Error {}

export const FUZZ_HELP = `npm run fuzz -- [options]     bodies made hostile, posted to real services on a Redis of their own

  --bodies <n>       how many                                             (100000)
  --seed <text>      the same seed makes the same bodies                  (another one every time)
  --only <n,n,...>   post only these bodies of the seed's, to see a failure again
  --help             this`;

/** The command line, read; `help` when that is what was asked for. */
export function readFuzzOptions(args: readonly string[], anySeed: () => string): FuzzOptions | 'help' {
  const { values } = parsed(args);
  if (values.help === true) return 'help';
  return {
    bodies: wholeNumber('bodies', values.bodies ?? '100000'),
    seed: values.seed ?? anySeed(),
    only:
      values.only === undefined ? [] : values.only.split(',').map((number) => wholeNumber('only', number)),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        bodies: { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new FuzzOptionError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, value: string): number {
  if (/^\d{1,7}$/.test(value)) return Number(value);
  throw new FuzzOptionError(`--${name} is "${value}"; it must be a whole number below 10000000.`);
}
