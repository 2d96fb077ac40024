import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const NOT_BUILT = 'The dashboard is not built. Run npm run build, then start the gateway again.';

/** Serves the built page, which learns here where webhooks go. */
export async function serveDashboard(
  app: NestFastifyApplication,
  folder: string,
  webhookUrl: string,
): Promise<void> {
  const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/', (_, reply) => {
    reply.header('cache-control', 'no-cache');
    if (html === undefined) return reply.code(503).type('text/plain').send(NOT_BUILT);
    return reply.type('text/html; charset=utf-8').send(withWebhookUrl(html, webhookUrl));
  });
  if (html !== undefined) app.useStaticAssets({ root: folder, prefix: '/', index: false, wildcard: false });
}

function withWebhookUrl(html: string, url: string): string {
  const meta = /(<meta name="callboard-webhook" content=")[^"]*(")/;
  return html.replace(meta, (_, before: string, after: string) => `${before}${encodeURI(url)}${after}`);
}
