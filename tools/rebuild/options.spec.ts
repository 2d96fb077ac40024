import { describe, expect, it } from '@jest/globals';
import { WishError } from '../wish-error.js';
import { readWish } from './options.js';

describe('what can be rebuilt', () => {
  it.each([
    ['', { action: 'older' }],
    ['--all', { action: 'all' }],
    ['--call WC-1', { action: 'one', call: 'WC-1' }],
    ['--call WC-1 --help', { action: 'help' }],
    ['-h', { action: 'help' }],
  ])('is %j', (line, wish) => {
    expect(readWish(line.split(' ').filter(Boolean))).toEqual(wish);
  });

  it.each([
    ['--call=', /--call needs the id/],
    ['--call WC-1 --all', /not both/],
    ['WC-1', /--help lists the options/],
    ['--every', /--help lists the options/],
  ])('is not %j, which is told with what may be', (line, message) => {
    const ask = () => readWish(line.split(' ').filter(Boolean));

    expect(ask).toThrow(WishError);
    expect(ask).toThrow(message);
  });
});
