import { describe, expect, it } from '@jest/globals';
import { digitsOf, saysNumber } from './says-number.js';

describe('a phone number', () => {
  it.each([
    '+15550100123',
    '0015550100123',
    '+1 (555) 010-0123',
    '1.555.010.0123',
    '555 010 0123',
    '0555 010 0123',
  ])('is the same written as %s', (written) => {
    expect(saysNumber(`call me at ${written}, please`, '15550100123')).toBe(true);
  });

  it.each(['15550100124', '25550100123', '5550100', '155501001', 'no number at all', '1772702480000'])(
    'is another one than %s',
    (written) => {
      expect(saysNumber(written, '15550100123')).toBe(false);
    },
  );

  it('is found short as it is, whole only', () => {
    expect(saysNumber('dial 555010', '555010')).toBe(true);
    expect(saysNumber('dial 15550100123', '555010')).toBe(false);
  });

  it('has six digits at least', () => {
    expect(digitsOf('+1 (555) 010-0123')).toBe('15550100123');
    expect(digitsOf('12345')).toBeUndefined();
  });
});
