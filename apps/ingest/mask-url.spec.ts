import { describe, expect, it } from '@jest/globals';
import { maskOfSecrets } from './mask-secrets.js';
import { maskPath } from './mask-url.js';

const pathKept = (target: string) => maskPath(target, maskOfSecrets(['s3cret-one', 'two/ä+word']));

describe('the path that is kept of a webhook', () => {
  it.each([
    ['/webhook', '/webhook'],
    ['/', '/'],
    ['/a//b/%zz?', '/a//b/%zz?'],
    ['/w?token=abc&empty=&x=a=b', '/w?token=[masked]&empty=&x=[masked]'],
    ['/w?abc', '/w?[masked]'],
    ['/w?a=b?c/d', '/w?a=[masked]'],
    ['/hook/s3cret-one/x', '/hook/[masked]/x'],
    ['/hook/%733cret-one', '/hook/[masked]'],
    ['/hook/two/%C3%A4%2Bword/x', '/hook/[masked]/x'],
    ['/w?s3cret-one=1', '/w?[masked]=[masked]'],
    ['http://host.example:80/w?a=b', '/w?a=[masked]'],
    ['*', '/*'],
  ])('of %s is %s', (target, kept) => {
    expect(pathKept(target)).toBe(kept);
  });

  it('is cut at 1,024 characters', () => {
    expect(pathKept(`/${'a'.repeat(9_000)}`)).toHaveLength(1_024);
  });
});
