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
  /** Called when no request is under way any more. */
  readonly onServed: () => Promise<void>;
  /** Called last, when nothing is used any more. */
  readonly onClosed: () => void;
}

const ENDINGS = Symbol('endings');
type Endings = Pick<IngestModuleParts, 'onServed' | 'onClosed'>;

@Module({})
export class IngestModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(IngestReporter) private readonly reporter: IngestReporter,
    @Inject(ENDINGS) private readonly endings: Endings,
  ) {}

  static for({
    bodies,
    webhooks,
    journal,
    reporter,
    visitors,
    ready,
    ...endings
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
        { provide: ENDINGS, useValue: endings },
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.reporter.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.endings.onServed();
    await this.reporter.stop();
    this.endings.onClosed();
  }
}
