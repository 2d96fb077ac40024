import { parseArgs } from 'node:util';
import { WishError } from '../wish-error.js';

/** Which calls are to be folded anew. */
export type Wish =
  | { readonly action: 'help' }
  | { readonly action: 'older' | 'all' }
  | { readonly action: 'one'; readonly call: string };

export const HELP = `npm run rebuild -- [which]     makes calls anew from their raw events, as this code reads them

  (nothing)      every call that older code made
  --all          every call
  --call <id>    one call
  --help         this

Each call is put in the place of the old one in one step, while everything runs; a call whose raw events are not all kept
any more stays as it is. Ctrl-C ends it between two calls; starting it again goes on. Several at once do no harm.
Works on the Redis of REDIS_URL or REDIS_CLUSTER_NODES, else on that of an "npm start" that runs on DATA_DIR.
Exit code: 0 done; 1 not done, or not all, and it says why; 2 not understood.`;

/** The command line, read; throws a WishError. */
export function readWish(args: readonly string[]): Wish {
  const { help, all, call } = valuesOf(args);
  if (help === true) return { action: 'help' };
  if (call === '') throw new WishError('--call needs the id of a call.');
  if (call !== undefined && all === true) throw new WishError('Either --call or --all, not both.');
  if (call !== undefined) return { action: 'one', call };
  return { action: all === true ? 'all' : 'older' };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        all: { type: 'boolean' },
        call: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new WishError(
      `${error instanceof Error ? error.message : String(error)}; --help lists the options.`,
    );
  }
}
