import { CONTROL, EVERYTHING, FAULTS, outages } from './faults/all-faults.js';
import type { Fault } from './faults/fault.js';
import { machineInWords } from './faults/machine.js';
import { HELP, readOptions, type Options } from './faults/options.js';
import { writeTable } from './faults/page.js';
import { runAll, type Chosen } from './faults/run-all.js';
import type { RunTerms } from './faults/run-fault.js';
import { SHORT } from './faults/short-form.js';
import { markdownTable, textTable } from './faults/table.js';
import { OptionError } from './simulate/options.js';

// Injures the real processes and counts what survived. Built on what the specs are built on, so it is compiled apart from
// the services: tools/faults/tsconfig.json.

/** Injures as the command line asks; resolves to the exit code. */
async function injure(args: readonly string[], stop: AbortSignal): Promise<number> {
  const options = readOptions(args);
  if (options === 'help') {
    console.log(HELP);
    return 0;
  }
  const seed = options.seed ?? Date.now().toString(36);
  const startedAt = performance.now();
  const chosen = chosenBy(options);
  console.log(`seed ${seed}; the same again: ${again(options, seed)}\n`);
  const terms: RunTerms = { seed, stop, ...(options.short ? SHORT : FULL) };
  const { outcomes, broken } = await runAll(chosen, terms, (line) => console.log(line));
  console.log(`\n${textTable(outcomes)}\n`);
  console.log(broken.length === 0 ? 'Every promise was kept.' : broken.join('\n'));
  console.log(`${Math.round((performance.now() - startedAt) / 1000)} s, seed ${seed}`);
  if (options.markdown !== undefined)
    await writeTable(options.markdown, {
      machine: await machineInWords(),
      table: markdownTable(outcomes),
      notes: outcomes.flatMap(({ notes }) => notes),
      command: again(options, seed),
    });
  return broken.length === 0 ? 0 : 1;
}

const FULL = {
  size: { ingests: 2, projectors: 3, gateways: 2 },
  traffic: { rate: 100, seconds: 10 },
};

function chosenBy({ short, only, outageSeconds, outageRate }: Options): Chosen {
  if (short) return { faults: [EVERYTHING], control: true };
  const all = [...FAULTS, ...outages({ seconds: outageSeconds, rate: outageRate })];
  const isChosen = ({ name }: Fault) => only === undefined || name.includes(only);
  const chosen = { faults: all.filter(isChosen), control: isChosen(CONTROL) };
  if (chosen.faults.length > 0 || chosen.control) return chosen;
  const names = [...all, CONTROL].map(({ name }) => name).join(', ');
  throw new OptionError(`--only is "${only ?? ''}", and no fault's name holds that. There are: ${names}.`);
}

function again({ only, short, outageSeconds, outageRate }: Options, seed: string): string {
  const parts = [
    only === undefined ? '' : ` --only ${only}`,
    short ? ' --short' : '',
    outageSeconds === 60 ? '' : ` --outage-seconds ${outageSeconds}`,
    outageRate === 200 ? '' : ` --outage-rate ${outageRate}`,
  ];
  return `npm run faults -- --seed ${seed}${parts.join('')}`;
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
try {
  process.exitCode = await injure(process.argv.slice(2), stop.signal);
} catch (error) {
  if (!(error instanceof OptionError) && !stop.signal.aborted) throw error;
  console.error(error instanceof OptionError ? error.message : 'Stopped; everything has ended.');
  process.exitCode = 1;
}
// Connections that clients would try again for ever.
process.exit();
