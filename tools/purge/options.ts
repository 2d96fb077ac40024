import { parseArgs } from 'node:util';
import { WishError } from '../wish-error.js';
import { digitsOf } from './says-number.js';

/** Whose calls are to be found, and whether they are to be deleted. */
export type Wish =
  { readonly action: 'help' } | { readonly action: 'find' | 'delete'; readonly digits: string };

export const HELP = `npm run purge -- --number <number> [--yes]     finds a person's calls, and deletes them

  --number <number>   as it is dialled; spaces, dashes and the country's code make no difference
  --yes               deletes what is found; without it nothing is changed
  --help              this

Finds calls of which any field, or anything that was spoken, holds the number, and events without a call and dead letters
that do. What is deleted goes from the log, the calls, the lists and, soon after, from Redis's files. Files of an archive
are yours to delete.
Works on the Redis of REDIS_URL or REDIS_CLUSTER_NODES, else on that of an "npm start" that runs on DATA_DIR.
Exit code: 0 nothing of it is left; 1 something is, and it says why; 2 not understood.`;

/** The command line, read; throws a WishError. */
export function readWish(args: readonly string[]): Wish {
  const { help, number, yes } = valuesOf(args);
  if (help === true) return { action: 'help' };
  if (number === undefined) throw new WishError('Whose calls? --number <number>; --help says more.');
  const digits = digitsOf(number);
  if (digits === undefined)
    throw new WishError('A number has six digits or more: less would find what nobody meant.');
  return { action: yes === true ? 'delete' : 'find', digits };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        number: { type: 'string' },
        yes: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new WishError(
      `${error instanceof Error ? error.message : String(error)}; --help lists the options.`,
    );
  }
}
