import { describe, expect, it } from '@jest/globals';
import { refusalOf, type Caller, type Reach } from './reach.js';

const ON_LOOPBACK: Reach = {
  dashboardOrigins: [],
  dashboardToken: undefined,
  gatewayHost: '127.0.0.1',
  gatewayPublished: undefined,
};
const LISTED: Reach = { ...ON_LOOPBACK, dashboardOrigins: ['https://calls.example.com'] };
const OPEN: Reach = { ...ON_LOOPBACK, gatewayHost: '0.0.0.0', dashboardToken: 'a token' };
const PUBLISHED: Reach = { ...ON_LOOPBACK, gatewayHost: '0.0.0.0', gatewayPublished: 'loopback' };

const aRequest = (wishes: Partial<Caller> = {}): Caller => ({
  method: 'GET',
  path: '/api/calls',
  host: 'localhost:8080',
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  ...wishes,
});

function isServed(wishes: Partial<Caller>, reach = ON_LOOPBACK): boolean {
  return refusalOf(aRequest(wishes), reach) === undefined;
}

describe('a gateway on loopback', () => {
  it.each([
    'localhost:8080',
    '127.0.0.1:8080',
    '127.1.2.3:8080',
    '[::1]:8080',
    'localhost',
    'LocalHost:8080',
    '[::1]',
  ])('is known as %s', (host) => {
    expect(isServed({ host })).toBe(true);
    expect(isServed({ host, origin: `http://${host}` })).toBe(true);
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example:8080',
    '127.0.0.1.evil.example',
    'localhost:8080.evil.example',
    'evil.example:80:8080',
    '192.168.1.7:8080',
    '0.0.0.0:8080',
    '[::2]:8080',
    '',
    undefined,
  ])('is not known as %s, whatever origin is claimed with it', (host) => {
    expect(isServed({ host })).toBe(false);
    expect(isServed({ host, origin: `http://${host}` })).toBe(false);
  });

  it.each([
    'https://evil.example',
    'null',
    '',
    'http://localhost:3000',
    'http://localhost',
    'http://127.0.0.1:8080',
    'http://[::1]:8080',
    'http://evil.example:8080',
    'http://localhost:8080.evil.example',
    'chrome-extension://localhost:8080',
    'file://',
    'localhost:8080',
  ])('serves no page of %j under localhost:8080', (origin) => {
    expect(isServed({ origin })).toBe(false);
    expect(isServed({ origin, method: 'DELETE' })).toBe(false);
  });

  it('serves programs, which send neither', () => {
    expect(isServed({})).toBe(true);
    expect(isServed({ method: 'DELETE' })).toBe(true);
  });

  it('serves its own page and what a person types', () => {
    for (const fetchSite of ['same-origin', 'none']) {
      expect(isServed({ fetchSite, fetchMode: 'cors' })).toBe(true);
      expect(isServed({ fetchSite, fetchMode: 'navigate', path: '/' })).toBe(true);
    }
  });

  it.each(['cross-site', 'same-site', 'anything new'])(
    'gives to a %s request that shows no origin nothing but the page itself, as a visit',
    (fetchSite) => {
      expect(isServed({ fetchSite, fetchMode: 'no-cors' })).toBe(false);
      expect(isServed({ fetchSite, fetchMode: 'navigate' })).toBe(false);
      expect(isServed({ fetchSite, fetchMode: 'no-cors', path: '/assets/page.js' })).toBe(false);
      expect(isServed({ fetchSite, fetchMode: 'navigate', path: '/', method: 'POST' })).toBe(false);
      expect(isServed({ fetchSite, fetchMode: 'navigate', path: '/' })).toBe(true);
    },
  );

  it('says what to do', () => {
    expect(refusalOf(aRequest({ host: 'calls.internal' }), ON_LOOPBACK)).toMatch(
      /not known as calls\.internal.*DASHBOARD_ORIGINS/,
    );
    expect(refusalOf(aRequest({ origin: 'null' }), ON_LOOPBACK)).toMatch(
      /page of null may not.*DASHBOARD_ORIGINS/,
    );
  });
});

describe('a gateway with listed origins', () => {
  it('serves their pages, under their names and under its own', () => {
    const origin = 'https://calls.example.com';
    expect(isServed({ host: 'calls.example.com', origin }, LISTED)).toBe(true);
    expect(isServed({ host: 'CALLS.example.com', origin }, LISTED)).toBe(true);
    expect(isServed({ host: 'localhost:8080', origin }, LISTED)).toBe(true);
    expect(isServed({ host: 'calls.example.com' }, LISTED)).toBe(true);
  });

  it('serves no other', () => {
    expect(isServed({ origin: 'https://calls.example.com.evil.example' }, LISTED)).toBe(false);
    expect(isServed({ origin: 'https://calls.example.com:8443' }, LISTED)).toBe(false);
    expect(isServed({ host: 'calls.example.com:8443' }, LISTED)).toBe(false);
  });
});

describe('a gateway off loopback', () => {
  it('has any name where a token keeps strangers out, and still serves its own page only', () => {
    const host = 'calls.internal:8080';
    expect(isServed({ host }, OPEN)).toBe(true);
    expect(isServed({ host, origin: `http://${host}` }, OPEN)).toBe(true);
    expect(isServed({ host, origin: 'https://evil.example' }, OPEN)).toBe(false);
    expect(isServed({ host, fetchSite: 'cross-site', fetchMode: 'no-cors' }, OPEN)).toBe(false);
  });

  it('that is published on loopback only has loopback names and listed ones only, token or not', () => {
    for (const dashboardToken of [undefined, 'a token']) {
      const reach = { ...PUBLISHED, dashboardToken };
      expect(isServed({ host: 'localhost:8080' }, reach)).toBe(true);
      expect(isServed({ host: 'rebound.example:8080' }, reach)).toBe(false);
    }
  });
});
