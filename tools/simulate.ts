import { HELP, OptionError, readOptions, type Options } from './simulate/options.js';
import { makeCalls, Unreachable } from './simulate/make-calls.js';
import { postWebhook } from './simulate/post-webhook.js';
import { plural } from './simulate/tally.js';

/** Makes calls as the command line asks; resolves to the exit code. */
async function simulate(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === 'help') {
    console.log(HELP);
    return 0;
  }
  const seed = options.seed ?? Date.now().toString(36);
  console.log(
    `${plural(options.calls, 'call')} to ${options.url}, seed ${seed}${options.chaos ? ', with chaos' : ''}`,
  );
  const tally = await makeCalls(options, seed, {
    post: (body) => postWebhook(options.url, options.secret, body),
    print: (line) => console.log(line),
    stop: stopped(),
  });
  console.log(`\n${tally.summary()}\nthe same calls again: ${again(options, seed)}`);
  return tally.isFlawless ? 0 : 1;
}

/** Ctrl-C ends the run with its summary; a second one ends it at once. */
function stopped(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  return stop.signal;
}

function again({ calls, turns, chaos }: Options, seed: string): string {
  const drawnOut = turns > 0 ? ` --turns ${turns}` : '';
  return `npm run simulate -- --calls ${calls}${drawnOut}${chaos ? ' --chaos' : ''} --seed ${seed}`;
}

function explained(error: unknown): string {
  if (error instanceof OptionError) return error.message;
  if (error instanceof Unreachable) {
    return `Ingest does not answer (${error.message}). Start Callboard with "npm start" in another terminal, or say where it listens with --url.`;
  }
  throw error;
}

try {
  process.exitCode = await simulate(process.argv.slice(2));
} catch (error) {
  console.error(explained(error));
  // Calls that are still waiting for their turn would keep the process alive.
  process.exit(1);
}
