import { describe, expect, it } from '@jest/globals';
import { linkOf, NOT_CONNECTED, retryDelayMs, type LinkFacts } from './link-state.js';
import { aPulse } from './made-up.js';

const NOW = 100_000;
const connected: LinkFacts = {
  ...NOT_CONNECTED,
  phase: 'connected',
  everConnected: true,
  connectedAt: NOW - 60_000,
  isSettled: true,
  pulse: aPulse(),
  pulseAt: NOW - 3_000,
};
const linkWith = (change: Partial<LinkFacts>) => linkOf({ ...connected, ...change }, NOW);

describe('the link', () => {
  it('is live while pulses come and all that was asked is answered', () => {
    expect(linkWith({})).toEqual({ is: 'live' });
  });

  it('is not live before everything asked is answered', () => {
    expect(linkWith({ isSettled: false })).toEqual({ is: 'catching up' });
  });

  it('is stale after 12 s without a pulse', () => {
    expect(linkWith({ pulseAt: NOW - 12_000 })).toEqual({ is: 'live' });
    expect(linkWith({ pulseAt: NOW - 12_001 })).toEqual({ is: 'stale', silentMs: 12_001 });
  });

  it('is not stale just after it was made', () => {
    expect(linkWith({ connectedAt: NOW - 100, pulseAt: NOW - 90_000 })).toEqual({ is: 'live' });
  });

  it('waits for Redis, for projectors, or for those to catch up', () => {
    expect(linkWith({ pulse: aPulse({ redis: 'down' }) })).toEqual({ is: 'redis away' });
    expect(linkWith({ pulse: aPulse({ projectors: 0 }) })).toEqual({ is: 'unread' });
    expect(linkWith({ pulse: aPulse({ lagMs: 4_000 }) })).toEqual({ is: 'behind', lagMs: 4_000 });
  });

  it('counts down to the next try', () => {
    expect(linkWith({ phase: 'waiting', attempt: 2, retryAt: NOW + 1_500 })).toEqual({
      is: 'reconnecting',
      attempt: 2,
      inMs: 1_500,
      silentMs: 3_000,
    });
  });

  it('is connecting only before the first try has failed', () => {
    expect(linkOf(NOT_CONNECTED, NOW)).toEqual({ is: 'connecting' });
    expect(linkOf({ ...NOT_CONNECTED, attempt: 1 }, NOW)).toMatchObject({
      is: 'reconnecting',
      silentMs: null,
    });
  });

  it('says so when the gateway wants a token', () => {
    expect(linkWith({ phase: 'refused' })).toEqual({ is: 'unauthorised' });
  });
});

describe('the wait before the next try', () => {
  it('doubles up to 10 s', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((attempt) => retryDelayMs(attempt, 0))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
  });

  it('is up to a quarter shorter, so that pages do not come at once', () => {
    expect(retryDelayMs(3, 1)).toBe(1_500);
  });
});
