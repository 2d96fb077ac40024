import { ulid } from 'ulid';
import { SettingsError } from '#service';
import { withInstallation } from './installation.js';
import { NumberSearch, type Found } from './purge/find-number.js';
import { NoRedis } from './open-redis.js';
import { HELP, readWish, type Wish } from './purge/options.js';
import { WishError } from './wish-error.js';

type Work = Exclude<Wish, { action: 'help' }>;

/** Whether nothing of the number is left. */
async function purge({ action, digits }: Work, search: NumberSearch): Promise<boolean> {
  const found = await search.find(digits);
  for (const call of found.calls) say(call);
  if (isNothing(found)) {
    say('Nothing holds this number.');
    return true;
  }
  if (action === 'find') {
    say(`${inWords(found)} hold it. Nothing was changed: add --yes to delete them.`);
    return false;
  }
  await search.remove(found, digits);
  const left = await search.find(digits);
  say(
    isNothing(left)
      ? `Deleted ${inWords(found)}.`
      : `${inWords(left)} are left: they came meanwhile. Run it again.`,
  );
  if (process.env['ARCHIVE_DIR']?.trim())
    say('What was archived stays in the files of ARCHIVE_DIR: delete it there.');
  return isNothing(left);
}

function isNothing({ calls, unassigned, letters }: Found): boolean {
  return calls.length + unassigned + letters.length === 0;
}

function inWords({ calls, unassigned, letters }: Found): string {
  return `${calls.length} calls, ${unassigned} events without a call and ${letters.length} dead letters`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const wish = readWish(process.argv.slice(2));
  if (wish.action === 'help') say(HELP);
  else {
    const isDone = await withInstallation(process.env, (installation) =>
      purge(wish, new NumberSearch(installation, ulid)),
    );
    process.exitCode = isDone ? 0 : 1;
  }
} catch (error) {
  const isMisunderstood = error instanceof WishError || error instanceof SettingsError;
  const message = error instanceof Error ? error.message : String(error);
  const isSaid = isMisunderstood || error instanceof NoRedis;
  console.error(isSaid ? message : `It broke off and can be started again: Redis said "${message}"`);
  process.exitCode = isMisunderstood ? 2 : 1;
}
