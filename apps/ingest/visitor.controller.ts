import { All, Controller, Get, Header, HttpCode, Inject, Options, Redirect, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { IngestState } from '#contracts';
import { IngestReporter } from './ingest-reporter.js';
import { METHODS } from './refusal.js';
import { pathOf } from './mask-url.js';
import { welcomeOf } from './welcome.js';

/** What visitors are told: where the dashboard is, and how webhooks are to be sent. */
export interface VisitorInfo {
  readonly dashboardUrl: string;
  readonly isSecretRequired: boolean;
  readonly readState: () => Promise<IngestState>;
  /** Of events that wait on disk. */
  readonly waitingBytes: () => number;
}
export const VISITOR_INFO = Symbol('VisitorInfo');

/** Answers those who do not post: people who look at a webhook address, or who look for the dashboard here. */
@Controller()
export class VisitorController {
  constructor(
    @Inject(VISITOR_INFO) private readonly info: VisitorInfo,
    @Inject(IngestReporter) private readonly reporter: IngestReporter,
  ) {}

  @All('dashboard')
  @Redirect()
  toDashboard(@Req() { originalUrl }: FastifyRequest): { url: string; statusCode: number } {
    return { url: `${this.info.dashboardUrl}${pathOf(originalUrl)}`, statusCode: 308 };
  }

  @Get('webhook')
  @Header('cache-control', 'no-store')
  async welcome(@Req() { originalUrl, socket }: FastifyRequest): Promise<object> {
    const { dashboardUrl, isSecretRequired, waitingBytes } = this.info;
    const lastEventAt = await this.lastEventAt();
    return welcomeOf({
      target: originalUrl,
      port: socket.localPort,
      lastEventAt,
      isSecretRequired,
      waitingBytes: waitingBytes(),
      dashboardUrl,
    });
  }

  @Options('webhook')
  @HttpCode(204)
  @Header('allow', METHODS)
  methods(): void {}

  /** Of all ingests together; while Redis can't be asked, of this one. */
  private async lastEventAt(): Promise<number | null> {
    const own = this.reporter.lastEventAt;
    const stored = await this.info.readState().then(
      (state) => state.lastEventAt,
      () => null,
    );
    return own !== null && stored !== null ? Math.max(own, stored) : (own ?? stored);
  }
}
