import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IngestStateStore, Log, SettingsError, type RedisClient, type Settings } from '#service';
import { Arrivals, type Clock } from './arrivals.js';
import { BodyReader } from './body-reader.js';
import { ingestAdapter } from './http-adapter.js';
import { IngestReporter } from './ingest-reporter.js';
import { IngestModule } from './ingest.module.js';
import { Journal } from './journal.js';
import { maskOfSecrets } from './mask-secrets.js';
import { RefusalFilter } from './refusal.filter.js';
import { secretCheckOf } from './secret-check.js';
import { Storage } from './storage.js';
import { Webhooks } from './webhooks.js';

export interface IngestOptions {
  readonly settings: Pick<
    Settings,
    | 'webhookSecrets'
    | 'maxBodyBytes'
    | 'dashboardUrl'
    | 'partitions'
    | 'dataDir'
    | 'spoolMaxBytes'
    | 'eventLogMaxMb'
  >;
  /** Connected or not; its commands should fail at once while Redis is away. */
  readonly redis: RedisClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly nest?: NestApplicationOptions;
  /** How often it is looked whether the event log has room. */
  readonly lookEveryMs?: number;
  /** How long a body may take to arrive. */
  readonly bodyTimeoutMs?: number;
  /** How long headers and body may take together to arrive; longer than the body alone. */
  readonly requestTimeoutMs?: number;
  /** Called when the app has closed and uses `redis` no more. */
  readonly onClosed?: () => void;
  /** Called when Redis, reached after the start, holds data that are laid out otherwise; the app has then closed. */
  readonly onMismatch?: (error: SettingsError) => void;
}

/** Longer than the 20 s for which the provider waits. */
const BODY_TIMEOUT_MS = 30_000;
/** Behind the time a body may take, for senders who do not even finish their headers. */
const REQUEST_TIMEOUT_MS = 45_000;
const MIN_BYTES_IN_FLIGHT = 64 * 1024 * 1024;

/**
 * Puts ingest together, not yet listening. Rejects with a SettingsError when the data of this Redis are laid out
 * otherwise, or when nothing can be kept in DATA_DIR.
 */
export async function createIngest(options: IngestOptions): Promise<NestFastifyApplication> {
  const {
    settings,
    redis,
    clock,
    log,
    nest,
    bodyTimeoutMs = BODY_TIMEOUT_MS,
    requestTimeoutMs = REQUEST_TIMEOUT_MS,
    onClosed = () => undefined,
    onMismatch = () => undefined,
  } = options;
  const { webhookSecrets, maxBodyBytes, dashboardUrl } = settings;
  const isSecretRequired = webhookSecrets.length > 0;
  const storage = await Storage.open({
    settings,
    redis,
    log,
    ...(options.lookEveryMs === undefined ? {} : { lookEveryMs: options.lookEveryMs }),
  });
  const { store } = storage;
  const state = new IngestStateStore(redis);
  const secrets = maskOfSecrets(webhookSecrets);
  const reporter = new IngestReporter(state, isSecretRequired ? 'required' : 'open');
  const journal = new Journal(log, reporter, clock);
  const limits = {
    maxBodyBytes,
    timeoutMs: bodyTimeoutMs,
    maxBytesInFlight: Math.max(MIN_BYTES_IN_FLIGHT, 4 * maxBodyBytes),
  };
  const module = IngestModule.for({
    bodies: new BodyReader(limits),
    webhooks: new Webhooks(store, new Arrivals(clock, secrets), secrets),
    journal,
    reporter,
    visitors: {
      dashboardUrl,
      isSecretRequired,
      readState: () => state.read(),
      waitingBytes: () => storage.waitingBytes,
    },
    ready: () => ({
      ok: store.takesToLog || store.takesToSpool,
      redis: store.takesToLog || storage.isLogOverBudget ? 'up' : 'down',
      eventLog: storage.isLogOverBudget ? 'over budget' : 'ok',
      spooledBytes: storage.waitingBytes,
    }),
    onServed: () => storage.close(),
    onClosed,
  });
  const adapter = ingestAdapter(secretCheckOf(webhookSecrets), requestTimeoutMs);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    ...nest,
    bodyParser: false,
  });
  app.useGlobalFilters(new RefusalFilter(journal, secrets));
  storage.opened.catch(async (error: unknown) => {
    // Otherwise the connection was ended, by us.
    if (!(error instanceof SettingsError)) return;
    await app.close();
    onMismatch(error);
  });
  if (!isSecretRequired) log.warn(OPEN);
  if (webhookSecrets.some((secret) => secret.length < WEAK_LENGTH)) log.warn(WEAK);
  return app;
}

const WEAK_LENGTH = 8;
const WEAK =
  `WEBHOOK_SECRETS holds a secret of less than ${WEAK_LENGTH} characters: it is easy to guess, and where an event has ` +
  'the same letters they are masked. Use a longer one';

const OPEN = 'WEBHOOK_SECRETS is not set: whoever knows the address of ingest can post events to it';
