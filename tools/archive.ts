import { parseArgs } from 'node:util';
import { archiveStateOf, endArchiving } from '#event-log';
import { readPartitions, SettingsError, type Partition, type RedisClient } from '#service';
import { NoRedis, withRedis } from './open-redis.js';

const HELP = `npm run archive -- [command]     what waits to be written to ARCHIVE_DIR

  status     whether archivers run, and how far they are
  stop       nothing is archived any more: events stop waiting for an archiver, and may be trimmed. First start the
             projectors without ARCHIVE_DIR. What is in the archive stays.
  --help     this

Exit code: 0 done; 1 not done, and it says why; 2 not understood.`;

/** What is said, and whether it was done. */
interface Outcome {
  readonly said: string;
  readonly isDone: boolean;
}

const done = (said: string): Outcome => ({ said, isDone: true });
const notDone = (said: string): Outcome => ({ said, isDone: false });
const NOTHING = 'Nothing is archived: no projector was started with ARCHIVE_DIR.';

async function status(redis: RedisClient, partitions: readonly Partition[]): Promise<Outcome> {
  const state = await archiveStateOf(redis, partitions);
  if (state === undefined) return done(NOTHING);
  const { archivers, waitedMs } = state;
  const waits =
    waitedMs < 1_000 ? 'nothing waits' : `the oldest event has waited for ${Math.round(waitedMs / 1000)} s`;
  return done(`${archivers} ${archivers === 1 ? 'archiver runs' : 'archivers run'}, and ${waits}.`);
}

async function stop(redis: RedisClient, partitions: readonly Partition[]): Promise<Outcome> {
  const state = await archiveStateOf(redis, partitions);
  if (state === undefined) return done(NOTHING);
  if (state.archivers > 0)
    return notDone(
      `${state.archivers} still archive. Start the projectors without ARCHIVE_DIR, wait 15 seconds, and ask again.`,
    );
  await endArchiving(redis, partitions);
  return done('Nothing waits for an archiver any more.');
}

function actionIn(args: readonly string[]): 'help' | 'status' | 'stop' | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    const [action = 'status', ...stray] = positionals;
    if (values.help === true) return 'help';
    return (action === 'status' || action === 'stop') && stray.length === 0 ? action : undefined;
  } catch {
    return undefined;
  }
}

async function fulfil(action: 'help' | 'status' | 'stop'): Promise<Outcome> {
  if (action === 'help') return done(HELP);
  return withRedis(process.env, { failFast: true }, async (redis) => {
    const partitions = await readPartitions(redis);
    if (partitions === undefined) return done(NOTHING);
    return action === 'status' ? status(redis, partitions) : stop(redis, partitions);
  });
}

const action = actionIn(process.argv.slice(2));
try {
  if (action === undefined) throw new SettingsError('Ask for status or stop; --help says what they do.');
  const { said, isDone } = await fulfil(action);
  (isDone ? process.stdout : process.stderr).write(`${said}\n`);
  process.exitCode = isDone ? 0 : 1;
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const isExpected = error instanceof SettingsError || error instanceof NoRedis;
  console.error(isExpected ? message : `Redis did not do it: ${message}`);
  process.exitCode = error instanceof SettingsError ? 2 : 1;
}
