import { ulid } from 'ulid';
import { CallRebuild } from '#call-store';
import { EventLog } from '#event-log';
import { SettingsError } from '#service';
import { presentProjection } from '../apps/projector/projection.js';
import { Refolding } from '../apps/projector/refolding.js';
import { withInstallation, type Installation } from './installation.js';
import { NoRedis } from './open-redis.js';
import { HELP, readWish, type Wish } from './rebuild/options.js';
import { rebuildCalls, type Tally } from './rebuild/rebuild-calls.js';
import { closingLines, progressLine } from './rebuild/tally-lines.js';
import { stopSignal } from './stop-signal.js';
import { WishError } from './wish-error.js';

const TELL_EVERY_MS = 2_000;

type Work = Exclude<Wish, { action: 'help' }>;

/** Whether everything that was asked for was done. */
async function rebuild(wish: Work, { redis, partitions }: Installation): Promise<boolean> {
  const stopping = new AbortController();
  void stopSignal().then(() => stopping.abort());
  const store = new CallRebuild(redis, partitions, ulid);
  const refolding = new Refolding(store, new EventLog(redis, partitions), presentProjection);
  await store.sweep();
  const total = wish.action === 'one' ? 1 : await store.count();
  const tally = await rebuildCalls({
    calls: wish.action === 'one' ? only(wish.call) : store.calls(),
    refold: (call) => refolding.refold(call, wish.action === 'older' ? 'older' : 'any'),
    onCall: tellNowAndThen(total),
    signal: stopping.signal,
  });
  say(...closingLines(tally, total));
  if (stopping.signal.aborted) {
    say('Stopped. The calls that were done are done; starting it again goes on with the others.');
    return false;
  }
  return wish.action !== 'one' || tally.left.gone === 0;
}

async function* only(call: string): AsyncGenerator<string> {
  yield call;
}

function tellNowAndThen(total: number): (tally: Tally) => void {
  let toldAt = performance.now();
  return (tally) => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    say(progressLine(tally, total));
  };
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

try {
  const wish = readWish(process.argv.slice(2));
  if (wish.action === 'help') say(HELP);
  else
    process.exitCode = (await withInstallation(
      process.env,
      (installation) => rebuild(wish, installation),
      'patient',
    ))
      ? 0
      : 1;
} catch (error) {
  const isMisunderstood = error instanceof WishError || error instanceof SettingsError;
  const message = error instanceof Error ? error.message : String(error);
  const isSaid = isMisunderstood || error instanceof NoRedis;
  console.error(
    isSaid ? message : `It broke off and can be started again, which does no harm: Redis said "${message}"`,
  );
  process.exitCode = isMisunderstood ? 2 : 1;
}
