import { METHODS, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { answerBrokenRequest } from './broken-request.js';
import { doorOf } from './door.js';
import { secretRefused } from './refusal.js';
import type { SecretCheck } from './secret-check.js';

const CHECK_CONNECTIONS_EVERY_MS = 5_000;

/**
 * Fastify for ingest: requests are routed by `doorOf` alone, no body is read but by the webhook route itself, and the
 * secret is checked before that.
 *
 * @param requestTimeoutMs for headers and body together
 */
export function ingestAdapter(checkSecret: SecretCheck, requestTimeoutMs: number): FastifyAdapter {
  const adapter = new FastifyAdapter({
    rewriteUrl: ({ method = '', url = '' }) => doorOf(method, url),
    requestTimeout: requestTimeoutMs,
    http: { connectionsCheckingInterval: Math.min(CHECK_CONNECTIONS_EVERY_MS, requestTimeoutMs) },
    // A webhook that reaches us while we stop is still stored.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
  });
  const fastify = adapter.getInstance();
  // So that no content type, absent, unknown or malformed, keeps a request from its answer.
  for (const method of METHODS) fastify.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const verdict = request.method === 'POST' ? checkSecret(request.headers) : 'right';
    done(verdict === 'right' ? undefined : secretRefused(verdict));
  });
  letRequestsExpect(fastify.server);
  return adapter;
}

/** Without these Node would ask for a body nobody has looked at, and turn away who expects anything else. */
function letRequestsExpect(server: Server): void {
  for (const event of ['checkContinue', 'checkExpectation'] as const) {
    server.on(event, (request: IncomingMessage, response: ServerResponse) =>
      server.emit('request', request, response),
    );
  }
}
