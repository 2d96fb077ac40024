import { parseArgs } from 'node:util';

/** The caller's fault; the message says what may be asked. */
export class WishError extends Error {
  override readonly name = 'WishError';
}

export const HELP = `npm run import -- <files or folders…>     events of an archive, or as one has them, into the log again

  --help     this

Takes *.ndjson and *.ndjson.gz; of a folder all that are in it, in the order of their names. A line is an event:
receipt, receivedAt, call, type, path, headers, hash, and body as text or as JSON. Credentials are masked as ingest masks
them. What is there already counts once, so an import that ended early is simply done again; what was deleted stays
deleted for as long as its deletion is remembered. It waits while Redis is full or the projectors are behind.

Works on the Redis of REDIS_URL or REDIS_CLUSTER_NODES, else on that of an "npm start" that runs on DATA_DIR.
Exit code: 0 all is imported; 1 some is not, and it says what; 2 not understood.`;

/** The files and folders asked for; `help`: it is not about any. Throws a WishError. */
export function readWish(args: readonly string[]): 'help' | readonly string[] {
  const { values, positionals } = parsedArgs(args);
  if (values.help === true) return 'help';
  if (positionals.length === 0) throw new WishError('Import what? Name files or folders; --help says more.');
  return positionals;
}

function parsedArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new WishError(
      `${error instanceof Error ? error.message : String(error)}; --help lists the options.`,
    );
  }
}
