import { pathOf } from './mask-url.js';

export interface WelcomeFacts {
  /** The request target somebody opened. */
  readonly target: string;
  /** The port it was opened on. */
  readonly port: number | undefined;
  /** Epoch ms. */
  readonly lastEventAt: number | null;
  readonly isSecretRequired: boolean;
  /** Of events on the disk of this ingest. */
  readonly waitingBytes: number;
  readonly dashboardUrl: string;
}

/** What somebody who opens a webhook address in a browser needs to know: what it is for, whether it works, how to test it. */
export function welcomeOf({
  target,
  port,
  lastEventAt,
  isSecretRequired,
  waitingBytes,
  dashboardUrl,
}: WelcomeFacts): object {
  return {
    service: 'Callboard ingest',
    purpose:
      'This address takes the webhooks of voice calls, as POST. ' +
      'Set it, under its public name, as the server URL of your assistant.',
    secret: isSecretRequired
      ? 'required: one of WEBHOOK_SECRETS, sent as x-interactly-secret or as Authorization: Bearer'
      : 'none: anyone who knows this address can post events (set WEBHOOK_SECRETS to change that)',
    lastEventAt: lastEventAt === null ? null : new Date(lastEventAt).toISOString(),
    ...(waitingBytes > 0 ? { waiting: waitingSaid(waitingBytes) } : {}),
    test: curlFor(`http://localhost:${port}${shellSafePathOf(target)}`, isSecretRequired),
    dashboard: dashboardUrl,
  };
}

function waitingSaid(bytes: number): string {
  const megabytes = (bytes / 1024 / 1024).toFixed(1);
  return `${megabytes} MB of events wait on disk until Redis takes them; the dashboard shows them then`;
}

function curlFor(url: string, isSecretRequired: boolean): string {
  const secret = isSecretRequired ? ` -H 'x-interactly-secret: YOUR_SECRET'` : '';
  return `curl -X POST ${url}${secret} -H 'Content-Type: application/json' -d '{"test":"message"}'`;
}

/** People copy the line into a shell, and somebody else may have chosen the path. */
function shellSafePathOf(target: string): string {
  const path = pathOf(target).replace(/[?#].*$/s, '');
  return /^[\w/.~-]{1,256}$/.test(path) ? path : '/webhook';
}
