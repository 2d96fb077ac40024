import { fuzz, type FuzzResult } from './fuzz/fuzz.js';
import { FUZZ_HELP, FuzzOptionError, readFuzzOptions } from './fuzz/options.js';
import { StartError } from './start-error.js';

/** Fuzzes as the command line asks; resolves to the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = readFuzzOptions(args, () => Date.now().toString(36));
  if (options === 'help') {
    console.log(FUZZ_HELP);
    return 0;
  }
  console.log(`${options.only.length || options.bodies} bodies of seed ${options.seed}`);
  const result = await fuzz(options, (line) => console.log(line));
  console.log(summaryOf(result));
  for (const { what, bodies, smallest } of result.failures.slice(0, MAX_TOLD)) {
    console.log(`\nFAILED ${what}`);
    if (smallest !== undefined)
      console.log(`smallest body that does so: ${JSON.stringify(smallest.toString())}`);
    const only = bodies.length > 0 && bodies.length <= MAX_NUMBERS ? ` --only ${bodies.join(',')}` : '';
    console.log(`again: npm run fuzz -- --bodies ${options.bodies} --seed ${options.seed}${only}`);
  }
  return result.failures.length === 0 ? 0 : 1;
}

const MAX_TOLD = 10;
const MAX_NUMBERS = 200;

function summaryOf({ posted, answers, calls, compared, seen, failures, seconds }: FuzzResult): string {
  const answered = [...answers].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  return [
    `${posted} bodies in ${seconds} s, answered ${answered.join(', ')}`,
    `${calls} calls stood, ${compared} of them compared with what their events say`,
    ...seen.map(
      ({ name, longestStallMs, longestWaitMs, mbBefore, mbMost }) =>
        `${name}: longest stall ${longestStallMs} ms (${longestWaitMs} ms by the clock), memory ${mbBefore} -> at most ${mbMost} MB`,
    ),
    `${failures.length} failures`,
  ].join('\n');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof FuzzOptionError || error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
