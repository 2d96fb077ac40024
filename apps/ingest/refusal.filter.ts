import {
  Catch,
  HttpException,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Journal } from './journal.js';
import type { SecretsMask } from './mask-secrets.js';
import { maskPath } from './mask-url.js';
import { methodRefused, Refusal, unexpected, unreadable } from './refusal.js';

/** Answers what was refused, and what failed, with a body that says what to do. */
@Catch()
export class RefusalFilter implements ExceptionFilter {
  constructor(
    private readonly journal: Journal,
    private readonly secrets: SecretsMask,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { method, originalUrl } = http.getRequest<FastifyRequest>();
    const refusal = refusalOf(error);
    if (method === 'POST' || refusal.getStatus() >= 500) {
      this.journal.noteRefused(refusal, maskPath(originalUrl, this.secrets));
    }
    const reply = http.getResponse<FastifyReply>();
    void reply.code(refusal.getStatus()).headers(refusal.headers).send(refusal.sentences);
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  // Every path has its answer, so what was not found is the method.
  if (error instanceof NotFoundException) return methodRefused();
  return error instanceof HttpException && error.getStatus() < 500
    ? unreadable(error.getStatus())
    : unexpected(error);
}
