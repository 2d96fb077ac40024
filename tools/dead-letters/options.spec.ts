import { describe, expect, it } from '@jest/globals';
import { WishError } from '../wish-error.js';
import { readWish } from './options.js';

const ID = '3:1772702480000-0';

describe('what can be asked of dead letters', () => {
  it.each([
    ['', { action: 'list', limit: 50 }],
    ['list', { action: 'list', limit: 50 }],
    ['list --limit 5', { action: 'list', limit: 5 }],
    [`show ${ID}`, { action: 'show', id: ID }],
    [`retry ${ID}`, { action: 'retry', id: ID }],
    ['retry --all', { action: 'retry all' }],
    [`discard ${ID}`, { action: 'discard', id: ID }],
    ['discard --all', { action: 'discard all' }],
    ['retry --help', { action: 'help' }],
    ['-h', { action: 'help' }],
  ])('is %j', (line, wish) => {
    expect(readWish(line.split(' ').filter(Boolean))).toEqual(wish);
  });

  it.each([
    ['bury', /"bury" is nothing that can be asked/],
    ['list 3:1-0', /list takes no letter/],
    ['list --limit none', /--limit is "none"/],
    ['show', /show which one\? Say its id, such as 3:1772702480000-0; list/],
    ['show --all', /show which one\?/],
    ['retry', /or --all; list shows them/],
    ['discard everything', /"everything" is no letter's id/],
    [`discard ${ID} --all`, /not both/],
    [`show ${ID} ${ID}`, /one word too many/],
    ['--verbose', /--help lists the options/],
  ])('is not %j, which is told with what may be', (line, message) => {
    const ask = () => readWish(line.split(' ').filter(Boolean));

    expect(ask).toThrow(WishError);
    expect(ask).toThrow(message);
  });
});
