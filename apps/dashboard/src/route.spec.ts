import { describe, expect, it } from '@jest/globals';
import { hashOf, routeOf } from './route.js';

describe('a link to a call', () => {
  it('leads back to it, whatever its id holds', () => {
    for (const call of ['CA-1', 'a/b %?#{}:', '42', '__proto__', 'Zoë 電話 😀', '..', '<img>']) {
      expect(routeOf(hashOf({ is: 'call', call }))).toEqual({ is: 'call', call });
    }
  });

  it('leads to the newest call when it names none', () => {
    for (const hash of ['', '#', '#/', '#/calls/', '#/calls/%E0%A4%A', '#x']) {
      expect(routeOf(hash)).toEqual({ is: 'newest' });
    }
  });

  it('holds a lone surrogate as a replacement character', () => {
    expect(hashOf({ is: 'call', call: '\uD800' })).toBe('#/calls/%EF%BF%BD');
  });
});
