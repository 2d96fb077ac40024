import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HealthModule, type Health } from '#service';
import { BodyReader } from './body-reader.js';
import { IngestReporter } from './ingest-reporter.js';
import { Journal } from './journal.js';
import { VISITOR_INFO, VisitorController, type VisitorInfo } from './visitor.controller.js';
import { WebhookController } from './webhook.controller.js';
import { Webhooks } from './webhooks.js';

export interface IngestModuleParts {
  readonly bodies: BodyReader;
  readonly webhooks: Webhooks;
  readonly journal: Journal;
  readonly reporter: IngestReporter;
  readonly visitors: VisitorInfo;
  readonly ready: () => Health;
  /** Called last, when nothing is used any more. */
  readonly onClosed: () => void;
}

const ON_CLOSED = Symbol('onClosed');

@Module({})
export class IngestModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(IngestReporter) private readonly reporter: IngestReporter,
    @Inject(ON_CLOSED) private readonly onClosed: () => void,
  ) {}

  static for({
    bodies,
    webhooks,
    journal,
    reporter,
    visitors,
    ready,
    onClosed,
  }: IngestModuleParts): DynamicModule {
    return {
      module: IngestModule,
      imports: [HealthModule.for({ alive: () => ({ ok: true }), ready })],
      controllers: [WebhookController, VisitorController],
      providers: [
        { provide: BodyReader, useValue: bodies },
        { provide: Webhooks, useValue: webhooks },
        { provide: Journal, useValue: journal },
        { provide: IngestReporter, useValue: reporter },
        { provide: VISITOR_INFO, useValue: visitors },
        { provide: ON_CLOSED, useValue: onClosed },
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.reporter.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.reporter.stop();
    this.onClosed();
  }
}
