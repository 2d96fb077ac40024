import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const NOT_BUILT = 'The dashboard is not built. Run npm run build, then start the gateway again.';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.ico', 'image/x-icon'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
  ['.woff2', 'font/woff2'],
]);

/** Names of built files under here carry a hash of their content. */
const HASHED = '/assets/';

/**
 * Serves the built page, which learns here where webhooks go. Its few files are read once, so a request can ask for
 * those and for nothing else.
 */
export async function serveDashboard(
  app: NestFastifyApplication,
  folder: string,
  webhookUrl: string,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const files = await readAll(folder);
  for (const [path, body] of files) {
    const cache = path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache';
    const type = TYPES.get(extname(path)) ?? 'application/octet-stream';
    fastify.get(path, (_, reply) =>
      reply.headers({ 'cache-control': cache, 'content-type': type }).send(body),
    );
  }
  const html = files.get('/index.html')?.toString('utf8');
  fastify.get('/', (_, reply) => {
    reply.header('cache-control', 'no-cache');
    if (html === undefined) return reply.code(503).type('text/plain').send(NOT_BUILT);
    return reply.type('text/html; charset=utf-8').send(withWebhookUrl(html, webhookUrl));
  });
}

/** Files by the path they are served under. A folder that is not there holds none. */
async function readAll(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const bodies = await Promise.all(files.map((file) => readFile(file)));
  return new Map(bodies.map((body, index) => [`/${relative(folder, files[index] ?? '')}`, body]));
}

function withWebhookUrl(html: string, url: string): string {
  const meta = /(<meta name="callboard-webhook" content=")[^"]*(")/;
  return html.replace(meta, (_, before: string, after: string) => `${before}${encodeURI(url)}${after}`);
}
