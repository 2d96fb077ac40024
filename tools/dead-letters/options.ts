import { parseArgs } from 'node:util';
import { isLetterId } from '#event-log';
import { WishError } from '../wish-error.js';

/** What is to be done, and with which letter. */
export type Wish =
  | { readonly action: 'help' }
  | { readonly action: 'list'; readonly limit: number }
  | { readonly action: 'show' | 'retry' | 'discard'; readonly id: string }
  | { readonly action: 'retry all' | 'discard all' };

export const HELP = `npm run dead-letters -- [command]     what could not be read, and what to do about it

  list [--limit <n>]     the newest first                                     (50)
  show <id>              one letter and the beginning of what it holds, up to 16 KB
  retry <id> | --all     an event again; what still can't be read comes back under another id
  discard <id> | --all   gone for good
  --help                 this

Works on the Redis of REDIS_URL or REDIS_CLUSTER_NODES, else on that of an "npm start" that runs on DATA_DIR.
Exit code: 0 done; 1 not done, and it says why; 2 not understood.`;

/** The command line, read; throws a WishError. */
export function readWish(args: readonly string[]): Wish {
  const { values, positionals } = parsedArgs(args);
  const [action = 'list', id, stray] = positionals;
  if (values.help === true) return { action: 'help' };
  if (stray !== undefined)
    throw new WishError(`"${stray}" is one word too many; --help says what can be asked.`);
  switch (action) {
    case 'list':
      if (id !== undefined || values.all === true)
        throw new WishError('list takes no letter; show <id> shows one.');
      return { action, limit: limitOf(values.limit ?? '50') };
    case 'show':
      return { action, id: oneLetter(action, id, values.all) };
    case 'retry':
    case 'discard':
      if (values.all === true && id === undefined) return { action: `${action} all` };
      return { action, id: oneLetter(action, id, values.all) };
    default:
      throw new WishError(`"${action}" is nothing that can be asked: list, show, retry or discard.`);
  }
}

function parsedArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        limit: { type: 'string' },
        all: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new WishError(
      `${error instanceof Error ? error.message : String(error)}; --help lists the options.`,
    );
  }
}

function limitOf(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit > 0) return limit;
  throw new WishError(`--limit is "${text}"; it must be a whole number from 1 to 999999.`);
}

function oneLetter(action: string, id: string | undefined, all: boolean | undefined): string {
  if (id !== undefined && all === true) throw new WishError(`Either one letter or --all, not both.`);
  if (id !== undefined && isLetterId(id)) return id;
  const orAll = action === 'show' ? '' : ', or --all';
  throw new WishError(
    id === undefined
      ? `${action} which one? Say its id, such as 3:1772702480000-0${orAll}; list shows them.`
      : `"${id}" is no letter's id; they are like 3:1772702480000-0, and list shows them.`,
  );
}
