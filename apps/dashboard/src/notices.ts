import type { IngestState, Refusals } from '#contracts';
import { formatSpan, plural } from './format.js';
import type { Link } from './link-state.js';

export interface Notice {
  /** What a reader dismisses; the same thing happening again is another one. */
  readonly id: string;
  readonly tone: 'warn' | 'info';
  readonly title: string;
  readonly text: string;
  readonly action: 'retry' | 'dismiss' | null;
  readonly nextTryMs: number | null;
}

const RECENT_MS = 15 * 60_000;

/** What a reader must know beside the calls: first how far the page can be trusted, then what ingest turned away. */
export function noticesOf(link: Link, ingest: IngestState | null, now: number): Notice[] {
  const ofLink = linkNotice(link);
  return [...(ofLink === null ? [] : [ofLink]), ...(ingest === null ? [] : ingestNotices(ingest, now))];
}

function linkNotice(link: Link): Notice | null {
  const old = 'What you see may be old.';
  const warn = (title: string, text: string, more: Partial<Notice> = {}): Notice => {
    return { id: `link ${link.is}`, tone: 'warn', title, text, action: null, nextTryMs: null, ...more };
  };
  switch (link.is) {
    case 'live':
    case 'connecting':
    case 'catching up':
    case 'unauthorised':
      return null;
    case 'stale':
      return warn(
        `No heartbeat for ${formatSpan(link.silentMs)}.`,
        `${old} Missed events are fetched on return.`,
        {
          action: 'retry',
        },
      );
    case 'reconnecting':
      return warn(
        link.silentMs === null
          ? 'The gateway does not answer.'
          : `No connection for ${formatSpan(link.silentMs)}.`,
        link.silentMs === null ? 'Is Callboard running?' : `${old} Missed events are fetched on return.`,
        { action: 'retry', nextTryMs: link.inMs },
      );
    case 'redis away':
      return warn('Redis is away.', `${old} The page goes on by itself once Redis is back.`);
    case 'unread':
      return warn(
        'No projector is running.',
        'Events are stored and wait; calls move again once one is started.',
      );
    case 'behind':
      return warn(
        `Events wait ${formatSpan(link.lagMs)} to be read.`,
        'Calls are shown as they were. Another projector would help.',
      );
  }
}

function ingestNotices({ secret, refused }: IngestState, now: number): Notice[] {
  const notices: Notice[] = [];
  const add = (id: string, refusals: Refusals, title: string, text: string) => {
    if (refusals.count === 0 || refusals.lastAt === null || now - refusals.lastAt > RECENT_MS) return;
    const said = `${title}, the last ${formatSpan(now - refusals.lastAt)} ago.`;
    notices.push({
      id: `${id} ${refusals.count}`,
      tone: 'warn',
      title: said,
      text,
      action: 'dismiss',
      nextTryMs: null,
    });
  };
  add(
    'not stored',
    refused.notStored,
    `${plural(refused.notStored.count, 'webhook')} lost: neither Redis nor the disk took them`,
    'See that Redis runs, and that DATA_DIR has room: SPOOL_MAX_MB is what may wait there.',
  );
  add(
    'refused secret',
    refused.secret,
    `${plural(refused.secret.count, 'webhook')} refused for a wrong secret`,
    'Interactly sends each once: give the assistant the secret that is in WEBHOOK_SECRETS.',
  );
  add(
    'refused size',
    refused.tooLarge,
    `${plural(refused.tooLarge.count, 'webhook')} refused as too large`,
    'MAX_BODY_BYTES sets the limit.',
  );
  add(
    'refused json',
    refused.notJson,
    `${plural(refused.notJson.count, 'webhook')} refused: not JSON`,
    'They are kept as dead letters.',
  );
  if (secret === 'open') {
    notices.push({
      id: 'open',
      tone: 'info',
      title: 'Ingest takes webhooks from anyone who knows its address.',
      text: 'Set WEBHOOK_SECRETS and the same secret in the assistant to keep others out.',
      action: 'dismiss',
      nextTryMs: null,
    });
  }
  return notices;
}
