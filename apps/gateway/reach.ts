import { isLoopback, type Settings } from '#service';

/** What a request says of where it comes from. Browsers don't let a page change any of it. */
export interface Caller {
  readonly method: string;
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
}

export type Reach = Pick<
  Settings,
  'dashboardOrigins' | 'dashboardToken' | 'gatewayHost' | 'gatewayPublished'
>;

/**
 * Why a request must not be served, in words for its sender; `undefined`: it may. A page of another origin may neither
 * read nor subscribe nor delete (WebSockets know no CORS), and a name that merely points here (DNS rebinding) is not ours.
 */
export function refusalOf(caller: Caller, reach: Reach): string | undefined {
  const { host, origin } = caller;
  if (host === undefined || !isOurHost(host, reach)) {
    return `Callboard is not known as ${host ?? '(no Host)'}. Open it as http://localhost:<port>, or list its address in DASHBOARD_ORIGINS.`;
  }
  if (origin !== undefined && !isOurOrigin(origin, host, reach)) {
    return `A page of ${origin} may not use Callboard. If it is yours, list it in DASHBOARD_ORIGINS.`;
  }
  if (origin === undefined && isFromElsewhere(caller)) {
    return 'Another site asked for this; Callboard answers its own page only.';
  }
  return undefined;
}

function isOurHost(
  host: string,
  { dashboardOrigins, dashboardToken, gatewayHost, gatewayPublished }: Reach,
): boolean {
  // Off loopback nobody can know every name of this machine; there the token keeps strangers out.
  const isOpen = dashboardToken !== undefined && !isLoopback(gatewayHost) && gatewayPublished !== 'loopback';
  return (
    isOpen ||
    isLoopback(nameOf(host)) ||
    dashboardOrigins.some((listed) => new URL(listed).host === host.toLowerCase())
  );
}

function isOurOrigin(origin: string, host: string, { dashboardOrigins }: Reach): boolean {
  if (dashboardOrigins.includes(origin.toLowerCase())) return true;
  return /^https?:\/\//i.test(origin) && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

/** Browsers send no Origin with a plain GET of an image or script, but they say that it is for another site. */
function isFromElsewhere({ method, path, fetchSite, fetchMode }: Caller): boolean {
  if (fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none') return false;
  const isVisit = method === 'GET' && fetchMode === 'navigate' && !path.startsWith('/api/');
  return !isVisit;
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '');
}
