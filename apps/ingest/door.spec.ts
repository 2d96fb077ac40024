import { describe, expect, it } from '@jest/globals';
import { doorOf } from './door.js';

describe('what a request is for', () => {
  it.each([
    ['POST', '/', '/webhook'],
    ['POST', '/api/conversations', '/webhook'],
    ['POST', '/healthz', '/webhook'],
    ['POST', '/%zz?a=%', '/webhook'],
    ['POST', 'http://host/x', '/webhook'],
    ['GET', '/', '/dashboard'],
    ['HEAD', '/?a=b', '/dashboard'],
    ['GET', '/api', '/dashboard'],
    ['DELETE', '/api/conversations', '/dashboard'],
    ['OPTIONS', '/api/x', '/dashboard'],
    ['GET', 'http://host/api/x', '/dashboard'],
    ['GET', '/apiary', '/webhook'],
    ['GET', '/webhook?x', '/webhook'],
    ['GET', '/%zz', '/webhook'],
    ['OPTIONS', '*', '/webhook'],
    ['GET', '/healthz', '/healthz'],
    ['HEAD', '/readyz?', '/readyz'],
    ['PUT', '/webhook', '/none'],
    ['DELETE', '/', '/none'],
    ['PUT', '/healthz', '/none'],
  ])('%s %s is for %s', (method, target, door) => {
    expect(doorOf(method, target)).toBe(door);
  });
});
