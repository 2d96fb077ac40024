import { setTimeout as delay } from 'node:timers/promises';
import type { NestApplicationOptions } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Draining } from './health.js';
import { explainListenError, type ListensOn } from './listens-on.js';
import { Log } from './log.js';
import { readSettings, SettingsError, type Settings } from './settings.js';

export interface ServiceContext {
  readonly settings: Settings;
  readonly log: Log;
  /** For `NestFactory.create`: our log, and errors that rise to `runService` instead of ending the process. */
  readonly nest: NestApplicationOptions;
}

export interface Service {
  readonly name: 'ingest' | 'projector' | 'gateway';
  readonly listensOn: (settings: Settings) => ListensOn;
  /** The composition root. Its module imports HealthModule; what it opens is closed by the app's own shutdown hooks. */
  readonly create: (context: ServiceContext) => Promise<NestFastifyApplication>;
}

/** Less than the grace that compose and Kubernetes give before they kill. */
const DRAIN_DEADLINE_MS = 10_000;

/**
 * Runs a service as this process until SIGTERM, SIGINT or the end of its parent: then `app.close()`, whose hooks drain,
 * and exit 0. A second signal exits at once. What keeps it from starting is said in a sentence, and the process exits 1.
 */
export async function runService(service: Service): Promise<void> {
  const settings = readSettingsOrExit();
  const log = new Log({ service: service.name, format: settings.logFormat });
  exitOnUnhandled(log);
  const address = service.listensOn(settings);
  try {
    // It may have to wait for Redis, and nobody needs it once its parent is gone.
    process.once('disconnect', exitQuietly);
    const app = await service.create({ settings, log, nest: { logger: log, abortOnError: false } });
    process.off('disconnect', exitQuietly);
    drainOnSignal(app, log);
    await app.listen(address.port, address.host);
    log.log(`listening on ${await app.getUrl()}`);
  } catch (error) {
    const sentence = error instanceof SettingsError ? error.message : explainListenError(error, address);
    if (sentence !== undefined) exitSaying(sentence);
    log.fatal('could not start', error);
    process.exit(1);
  }
}

function exitQuietly(): never {
  process.exit(0);
}

function readSettingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (error instanceof SettingsError) exitSaying(error.message);
    throw error;
  }
}

function exitSaying(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function drainOnSignal(app: NestFastifyApplication, log: Log): void {
  const draining = app.get(Draining, { strict: false });
  const drain = async () => {
    if (draining.isOn) process.exit(1);
    draining.begin();
    const outcome = await Promise.race([app.close(), delay(DRAIN_DEADLINE_MS, 'deadline' as const)]);
    if (outcome === 'deadline') log.warn(`stopped with work unfinished after ${DRAIN_DEADLINE_MS / 1000} s`);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void drain());
  // A parent that started us with an ipc channel is gone: nobody else would end us.
  process.once('disconnect', () => void drain());
}

// Whoever started the process starts it again; nothing is lost by it, and a process in an unknown state is worse.
function exitOnUnhandled(log: Log): void {
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal(`stopped by an ${event}`, error);
      process.exit(1);
    });
  }
}
