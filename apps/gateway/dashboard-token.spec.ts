import { describe, expect, it } from '@jest/globals';
import { DashboardToken } from './dashboard-token.js';

const TOKEN = 'correct horse battery staple';
const token = new DashboardToken(TOKEN);
const [cookie = ''] = token.cookie().split(';');

describe('the dashboard’s token', () => {
  it('is taken as a bearer token, however the scheme is written', () => {
    expect(token.isIn({ authorization: `Bearer ${TOKEN}` })).toBe(true);
    expect(token.isIn({ authorization: `bearer   ${TOKEN}` })).toBe(true);
  });

  it('is taken as the cookie of a sign-in, among others', () => {
    expect(token.isIn({ cookie })).toBe(true);
    expect(token.isIn({ cookie: `theme=dark; ${cookie}; lang=en` })).toBe(true);
    expect(token.isIn({ cookie, authorization: 'Bearer wrong' })).toBe(true);
  });

  it.each([
    [{}],
    [{ authorization: TOKEN }],
    [{ authorization: `Basic ${TOKEN}` }],
    [{ authorization: 'Bearer ' }],
    [{ authorization: `Bearer ${TOKEN} ` }],
    [{ authorization: `Bearer ${TOKEN.slice(1)}` }],
    [{ cookie: `callboard=${TOKEN}` }],
    [{ cookie: `not${cookie}` }],
    [{ cookie: cookie.slice(0, -1) }],
    [{ cookie: `${cookie}0` }],
    [{ cookie: cookie.toUpperCase() }],
  ])('is not in %j', (headers) => {
    expect(token.isIn(headers)).toBe(false);
  });

  it('is not taken from the cookie of another token', () => {
    expect(new DashboardToken('another').isIn({ cookie })).toBe(false);
  });

  it('gives a cookie of this site alone, which scripts can’t read and which does not hold it', () => {
    expect(token.cookie()).toMatch(
      /^callboard=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
    expect(token.cookie()).not.toContain(TOKEN);
  });
});
