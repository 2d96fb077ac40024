import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DashboardToken } from './dashboard-token.js';
import { refusalOf, type Reach } from './reach.js';
import { signInPage } from './sign-in-page.js';

/** Health says nothing of anyone, and whoever asks for it knows no names of ours. */
const FOR_ALL = new Set(['/healthz', '/readyz']);
/** What the page needs that asks for the token. */
const FOR_SIGN_IN = new Set(['/sign-in.css', '/favicon.svg']);

const SignIn = z.object({ token: z.string() });

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/** Sees to it, before any route does, that only our own page and known hands are served. */
export function guardRequests(
  fastify: FastifyInstance,
  reach: Reach,
  token: DashboardToken | undefined,
): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    const path = pathOf(request);
    if (FOR_ALL.has(path)) return undefined;
    const refusal = refusalOf(callerOf(request, path), reach);
    if (refusal !== undefined) return reply.code(403).send({ error: refusal });
    if (path.startsWith('/api/')) reply.header('cache-control', 'no-store');
    if (token === undefined || token.isIn(request.headers)) return undefined;
    if (path === '/sign-in' && request.method === 'POST') return undefined;
    if (FOR_SIGN_IN.has(path) && request.method === 'GET') return undefined;
    return askForToken(request, reply, path);
  });
  if (token !== undefined) acceptSignIn(fastify, token);
}

function askForToken(request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply {
  reply.code(401).header('cache-control', 'no-store');
  const isVisit = request.method === 'GET' && !path.startsWith('/api/') && !path.startsWith('/assets/');
  if (isVisit) return reply.type('text/html; charset=utf-8').send(signInPage(false));
  return reply.send({
    error: 'This dashboard needs its token: send Authorization: Bearer <DASHBOARD_TOKEN>.',
  });
}

function acceptSignIn(fastify: FastifyInstance, token: DashboardToken): void {
  fastify.post('/sign-in', { bodyLimit: 4_096 }, (request, reply) => {
    // Nest parses forms.
    const form = SignIn.safeParse(request.body);
    if (form.success && token.is(form.data.token)) {
      return reply.header('set-cookie', token.cookie()).redirect('/', 303);
    }
    return reply.code(401).type('text/html; charset=utf-8').send(signInPage(true));
  });
}

function callerOf({ method, headers }: FastifyRequest, path: string) {
  return {
    method,
    path,
    host: headers.host,
    origin: headers.origin,
    fetchSite: headerText(headers['sec-fetch-site']),
    fetchMode: headerText(headers['sec-fetch-mode']),
  };
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join() : value;
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? url;
}
