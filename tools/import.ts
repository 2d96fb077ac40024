import { claimPartitions, printable, readPartitions, SettingsError, type Settings } from '#service';
import { maskOfSecrets } from '../apps/ingest/mask-secrets.js';
import { filesIn } from './import/files-in.js';
import { Import, type ImportReport } from './import/import-files.js';
import { HELP, readWish, WishError } from './import/options.js';
import { PatientLog } from './import/patient-log.js';
import { safeEvent } from './import/safe-event.js';
import { NoRedis, withRedis } from './open-redis.js';

const PROGRESS_EVERY_MS = 5_000;
const DAY_MS = 86_400_000;

async function importAll(places: readonly string[]): Promise<boolean> {
  const files = await filesIn(places);
  return withRedis(process.env, { failFast: false }, async (redis, settings) => {
    const partitions = (await readPartitions(redis)) ?? (await claimPartitions(redis, settings.partitions));
    const log = new PatientLog(redis, partitions, say);
    const secrets = maskOfSecrets(settings.webhookSecrets);
    const running = new Import({ append: (event) => log.append(safeEvent(event, secrets)), say });
    const timer = setInterval(() => say(`${running.report.events} events so far`), PROGRESS_EVERY_MS);
    await running.run(files).finally(() => clearInterval(timer));
    for (const line of summaryOf(running.report, files.length, settings)) console.log(line);
    return running.report.badLines + running.report.badFiles === 0;
  });
}

function summaryOf(report: ImportReport, files: number, { callRetentionDays }: Settings): string[] {
  const { events, badLines, badFiles, tornFiles, oldestAt } = report;
  const isOld = oldestAt < Date.now() - callRetentionDays * DAY_MS;
  return [
    `${events} events of ${files} ${files === 1 ? 'file' : 'files'} are in the log.`,
    ...(badLines > 0 ? [`${badLines} lines were skipped.`] : []),
    ...(badFiles > 0 ? [`${badFiles} files could not be read to their end.`] : []),
    ...(tornFiles > 0 ? [`${tornFiles} files ended early; nothing that was confirmed is missing.`] : []),
    ...(isOld
      ? [
          `Some are older than CALL_RETENTION_DAYS (${callRetentionDays}): calls not heard of for so long are deleted again ` +
            'within seconds. To keep them, start the projectors with more days and import again.',
        ]
      : []),
  ];
}

function say(line: string): void {
  console.error(printable(line));
}

try {
  const wish = readWish(process.argv.slice(2));
  if (wish === 'help') console.log(HELP);
  else process.exitCode = (await importAll(wish)) ? 0 : 1;
} catch (error) {
  const isTheirs = error instanceof WishError || error instanceof SettingsError;
  const message = error instanceof Error ? error.message : String(error);
  console.error(isTheirs || error instanceof NoRedis ? message : `The import ended early: ${message}`);
  process.exitCode = isTheirs ? 2 : 1;
}
