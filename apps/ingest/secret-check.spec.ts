import { describe, expect, it } from '@jest/globals';
import { secretCheckOf } from './secret-check.js';

describe('the secret of a webhook', () => {
  const check = secretCheckOf(['old-secret', 'neü']);

  it.each([
    [{ 'x-interactly-secret': 'old-secret' }, 'right'],
    [{ authorization: 'Bearer old-secret' }, 'right'],
    [{ authorization: 'bearer  old-secret' }, 'right'],
    [{ 'x-interactly-secret': 'neü' }, 'right'],
    [{ 'x-interactly-secret': Buffer.from('neü').toString('latin1') }, 'right'],
    [{ 'x-interactly-secret': 'wrong', authorization: 'Bearer old-secret' }, 'right'],
    [{}, 'missing'],
    [{ 'x-interactly-secret': '' }, 'missing'],
    [{ authorization: 'Basic old-secret' }, 'missing'],
    [{ 'x-interactly-secret': 'old-secret2' }, 'wrong'],
    [{ 'x-interactly-secret': 'old-secret, old-secret' }, 'wrong'],
    [{ 'x-interactly-secret': 'old-secre' }, 'wrong'],
  ])('shown as %j is %s', (headers, verdict) => {
    expect(check(headers)).toBe(verdict);
  });

  it('beyond Latin-1 has one spelling only', () => {
    expect(secretCheckOf(['Āb'])({ 'x-interactly-secret': '\u0000b' })).toBe('wrong');
  });

  it('is not asked for when none is configured', () => {
    expect(secretCheckOf([])({})).toBe('right');
  });
});
