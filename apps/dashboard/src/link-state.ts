import type { Pulse } from '#contracts';

/** The gateway pulses every 5 s. Two missed ones and some slack: what is shown may be old. */
export const STALE_AFTER_MS = 12_000;
/** So long without a pulse the page stops waiting and connects anew. */
export const GIVE_UP_AFTER_MS = 20_000;
const BEHIND_AFTER_MS = 2_000;

/** What the page has seen of its connection; times are the page's clock. */
export interface LinkFacts {
  readonly phase: 'connecting' | 'connected' | 'waiting' | 'refused';
  /** Failed tries since it was last connected. */
  readonly attempt: number;
  readonly retryAt: number | null;
  readonly everConnected: boolean;
  readonly connectedAt: number | null;
  /** Everything watched has been answered on this connection. */
  readonly isSettled: boolean;
  readonly pulse: Pulse | null;
  readonly pulseAt: number | null;
}

export const NOT_CONNECTED: LinkFacts = {
  phase: 'connecting',
  attempt: 0,
  retryAt: null,
  everConnected: false,
  connectedAt: null,
  isSettled: false,
  pulse: null,
  pulseAt: null,
};

export type Link =
  | { readonly is: 'connecting' }
  | { readonly is: 'catching up' }
  | { readonly is: 'live' }
  | { readonly is: 'behind'; readonly lagMs: number }
  | { readonly is: 'unread' }
  | { readonly is: 'redis away' }
  | { readonly is: 'stale'; readonly silentMs: number }
  | {
      readonly is: 'reconnecting';
      readonly attempt: number;
      readonly inMs: number | null;
      readonly silentMs: number | null;
    }
  | { readonly is: 'unauthorised' };

/** How honest the page may be: `live` only while what it shows is what the gateway knows. */
export function linkOf(facts: LinkFacts, now: number): Link {
  const silentMs = silenceOf(facts, now);
  if (facts.phase === 'refused') return { is: 'unauthorised' };
  if (facts.phase !== 'connected') {
    if (!facts.everConnected && facts.attempt === 0) return { is: 'connecting' };
    const inMs =
      facts.phase === 'waiting' && facts.retryAt !== null ? Math.max(facts.retryAt - now, 0) : null;
    return { is: 'reconnecting', attempt: facts.attempt, inMs, silentMs };
  }
  if (silentMs !== null && silentMs > STALE_AFTER_MS) return { is: 'stale', silentMs };
  if (facts.pulse?.redis === 'down') return { is: 'redis away' };
  if (!facts.isSettled) return { is: 'catching up' };
  if (facts.pulse?.projectors === 0) return { is: 'unread' };
  if (facts.pulse !== null && facts.pulse.lagMs > BEHIND_AFTER_MS)
    return { is: 'behind', lagMs: facts.pulse.lagMs };
  return { is: 'live' };
}

export function isDataOld(link: Link): boolean {
  return link.is !== 'live';
}

/** Since when nothing was heard, in ms; `null` before anything was. */
export function silenceOf({ pulseAt, connectedAt }: LinkFacts, now: number): number | null {
  const heardAt = Math.max(pulseAt ?? 0, connectedAt ?? 0);
  return heardAt === 0 ? null : Math.max(now - heardAt, 0);
}

/** When to try again: 0.5, 1, 2, 4, 8, 10 s, each up to a quarter less, so that many pages do not come at once. */
export function retryDelayMs(attempt: number, random: number): number {
  const full = Math.min(500 * 2 ** Math.max(attempt - 1, 0), 10_000);
  return Math.round(full * (1 - random / 4));
}
