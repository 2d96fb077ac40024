import { describe, expect, it } from '@jest/globals';
import { welcomeOf, type WelcomeFacts } from './welcome.js';

const facts: WelcomeFacts = {
  target: '/hooks/assistant-1?token=abc',
  port: 8000,
  lastEventAt: 1772702495138,
  isSecretRequired: true,
  waitingBytes: 0,
  dashboardUrl: 'http://localhost:8080',
};

describe('what is said at a webhook address', () => {
  it('is what the address is for, when the last event came, and how to test it', () => {
    expect(welcomeOf(facts)).toEqual({
      service: 'Callboard ingest',
      purpose: expect.stringContaining('POST'),
      secret: expect.stringContaining('x-interactly-secret'),
      lastEventAt: '2026-03-05T09:21:35.138Z',
      test:
        `curl -X POST http://localhost:8000/hooks/assistant-1 -H 'x-interactly-secret: YOUR_SECRET' ` +
        `-H 'Content-Type: application/json' -d '{"test":"message"}'`,
      dashboard: 'http://localhost:8080',
    });
  });

  it('says that no event came, and that anyone may post', () => {
    expect(welcomeOf({ ...facts, lastEventAt: null, isSecretRequired: false })).toMatchObject({
      secret: expect.stringContaining('none'),
      lastEventAt: null,
      test: expect.not.stringContaining('secret'),
    });
  });

  it('says that events wait, and for what', () => {
    expect(welcomeOf({ ...facts, waitingBytes: 3_500_000 })).toMatchObject({
      waiting: '3.3 MB of events wait on disk until Redis takes them; the dashboard shows them then',
    });
  });

  it('puts nothing into a command line that a shell would run', () => {
    expect(welcomeOf({ ...facts, target: "/x';rm$(ls)" })).toMatchObject({
      test: expect.stringContaining('http://localhost:8000/webhook '),
    });
  });
});
