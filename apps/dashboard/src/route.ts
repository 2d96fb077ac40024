/** What the page shows: the newest call as calls come, or the one somebody chose. */
export type Route = { readonly is: 'newest' } | { readonly is: 'call'; readonly call: string };

const CALLS = '#/calls/';

export function routeOf(hash: string): Route {
  if (!hash.startsWith(CALLS)) return { is: 'newest' };
  try {
    const call = decodeURIComponent(hash.slice(CALLS.length));
    return call === '' ? { is: 'newest' } : { is: 'call', call };
  } catch {
    return { is: 'newest' };
  }
}

export function hashOf(route: Route): string {
  return route.is === 'newest' ? '#/' : `${CALLS}${encodeURIComponent(route.call.toWellFormed())}`;
}
