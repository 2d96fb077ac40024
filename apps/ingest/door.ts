import { pathOf } from './mask-url.js';

/** What a request is for. */
export type Door = '/webhook' | '/dashboard' | '/healthz' | '/readyz' | '/none';

/**
 * Decides by method and path alone what a request is for. Any POST is a webhook: it is sent once, so it is neither turned
 * away for a path someone mistyped nor redirected. Else `/` and `/api` belong to the dashboard, and a GET of any other
 * path is somebody looking at a webhook address.
 */
export function doorOf(method: string, target: string): Door {
  if (method === 'POST') return '/webhook';
  const path = pathOf(target).replace(/[?#].*$/s, '');
  if (path === '/api' || path.startsWith('/api/')) return '/dashboard';
  if (method === 'OPTIONS') return '/webhook';
  if (method !== 'GET' && method !== 'HEAD') return '/none';
  if (path === '/') return '/dashboard';
  return path === '/healthz' || path === '/readyz' ? path : '/webhook';
}
