import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BodyReader } from './body-reader.js';
import { Journal } from './journal.js';
import { Webhooks } from './webhooks.js';

/** Takes webhooks. Every POST is routed here, whatever its path. */
@Controller('webhook')
export class WebhookController {
  constructor(
    @Inject(BodyReader) private readonly bodies: BodyReader,
    @Inject(Webhooks) private readonly webhooks: Webhooks,
    @Inject(Journal) private readonly journal: Journal,
  ) {}

  @Post()
  @HttpCode(200)
  take(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { raw, headers, originalUrl: target } = request;
    const startedAt = performance.now();
    return this.bodies.withBody(raw, reply.raw, async (body) => {
      const receipt = await this.webhooks.receive({ target, headers, body });
      this.journal.noteStored(receipt, Math.round(performance.now() - startedAt));
      return receipt.answer;
    });
  }
}
