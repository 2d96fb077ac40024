import { describe, expect, it } from '@jest/globals';
import { aPulse } from './made-up.js';
import { noticesOf } from './notices.js';

const NOW = 10_000_000;
const { ingest } = aPulse();
const titles = (...args: Parameters<typeof noticesOf>) => noticesOf(...args).map(({ title }) => title);

const refusals = (count: number) => {
  const refused = { ...ingest.refused, notJson: { count, lastAt: NOW } };
  return noticesOf({ is: 'live' }, { ...ingest, refused }, NOW);
};

describe('notices', () => {
  it('are none while all is well', () => {
    expect(noticesOf({ is: 'live' }, ingest, NOW)).toEqual([]);
  });

  it('say that ingest is open to the world', () => {
    expect(titles({ is: 'live' }, { ...ingest, secret: 'open' }, NOW)).toEqual([
      'Ingest takes webhooks from anyone who knows its address.',
    ]);
  });

  it('say first that events were lost, and where there must be room', () => {
    const lost = { count: 2, lastAt: NOW - 5_000 };
    const refused = { ...ingest.refused, notStored: lost, notJson: lost };

    const [first] = noticesOf({ is: 'live' }, { ...ingest, refused }, NOW);

    expect(first).toMatchObject({
      title: '2 webhooks lost: neither Redis nor the disk took them, the last 5 s ago.',
      text: expect.stringContaining('SPOOL_MAX_MB'),
    });
  });

  it('say that a wrong secret was refused, for a while', () => {
    const refused = { ...ingest.refused, secret: { count: 3, lastAt: NOW - 5_000 } };

    expect(titles({ is: 'live' }, { ...ingest, refused }, NOW)).toEqual([
      '3 webhooks refused for a wrong secret, the last 5 s ago.',
    ]);
    expect(titles({ is: 'live' }, { ...ingest, refused }, NOW + 3_600_000)).toEqual([]);
  });

  it('are new when the same thing happened once more', () => {
    expect(refusals(1)[0]!.id).not.toBe(refusals(2)[0]!.id);
  });

  it('put first what makes the page old', () => {
    const [first] = noticesOf({ is: 'stale', silentMs: 14_000 }, { ...ingest, secret: 'open' }, NOW);

    expect(first).toMatchObject({ title: 'No heartbeat for 14 s.', action: 'retry' });
  });

  it('count down to the next try', () => {
    const [first] = noticesOf({ is: 'reconnecting', attempt: 2, inMs: 3_000, silentMs: 9_000 }, null, NOW);

    expect(first).toMatchObject({ title: 'No connection for 9 s.', nextTryMs: 3_000, action: 'retry' });
  });
});
