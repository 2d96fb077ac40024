import type { DeadLetters } from '#event-log';
import { SettingsError } from '#service';
import { listedLines, shownLines } from './dead-letters/letter-lines.js';
import { withLetters } from './dead-letters/open-letters.js';
import { HELP, readWish, type Wish } from './dead-letters/options.js';
import { NoRedis } from './open-redis.js';
import { WishError } from './wish-error.js';

/** What is said, and whether it was done. */
interface Outcome {
  readonly lines: readonly string[];
  readonly isDone: boolean;
}

const done = (...lines: readonly string[]): Outcome => ({ lines, isDone: true });
const notDone = (...lines: readonly string[]): Outcome => ({ lines, isDone: false });
const missing = (id: string): Outcome =>
  notDone(`There is no dead letter ${id}: it was retried, discarded, or made room for newer ones.`);

async function fulfil(wish: Wish): Promise<Outcome> {
  if (wish.action === 'help') return done(HELP);
  return withLetters(process.env, (letters) => {
    switch (wish.action) {
      case 'list':
        return list(letters, wish.limit);
      case 'show':
        return show(letters, wish.id);
      case 'retry':
        return retry(letters, wish.id);
      case 'retry all':
        return retryAll(letters);
      case 'discard':
        return discard(letters, wish.id);
      case 'discard all':
        return discardAll(letters);
    }
  });
}

async function list(letters: DeadLetters, limit: number): Promise<Outcome> {
  const found = await letters.list(limit, 200);
  if (found.length === 0) return done('There are no dead letters.');
  return done(
    ...found.flatMap(listedLines),
    '',
    `${letterCount(found.length)}${found.length === limit ? ' (there may be more: --limit)' : ''}, the newest first`,
  );
}

async function show(letters: DeadLetters, id: string): Promise<Outcome> {
  const letter = await letters.find(id);
  return letter === undefined ? missing(id) : done(...shownLines(letter));
}

async function retry(letters: DeadLetters, id: string): Promise<Outcome> {
  switch (await letters.retry(id)) {
    case 'retried':
      return done(`${id} is an event again. If it still can't be read, it comes back under another id.`);
    case 'no letter':
      return missing(id);
    case 'no entry':
      return notDone(
        `${id} can't be retried: it never was an event. Correct what sends it and let it post again; discard takes the letter away.`,
      );
  }
}

async function retryAll(letters: DeadLetters): Promise<Outcome> {
  const { retried, unretriable } = await letters.retryAll();
  const line = `${letterCount(retried)} retried.`;
  return unretriable === 0
    ? done(line)
    : notDone(line, `${letterCount(unretriable)} can't be: ingest refused them, and they never were events.`);
}

async function discard(letters: DeadLetters, id: string): Promise<Outcome> {
  return (await letters.discard(id)) ? done(`${id} is discarded.`) : missing(id);
}

async function discardAll(letters: DeadLetters): Promise<Outcome> {
  return done(`${letterCount(await letters.removeAll())} discarded.`);
}

function letterCount(count: number): string {
  return count === 1 ? '1 letter' : `${count} letters`;
}

try {
  const { lines, isDone } = await fulfil(readWish(process.argv.slice(2)));
  (isDone ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
  process.exitCode = isDone ? 0 : 1;
} catch (error) {
  const isUnderstood = !(error instanceof WishError || error instanceof SettingsError);
  const isExpected = !isUnderstood || error instanceof NoRedis;
  const message = error instanceof Error ? error.message : String(error);
  console.error(isExpected ? message : `Redis did not do it: ${message}`);
  process.exitCode = isUnderstood ? 1 : 2;
}
