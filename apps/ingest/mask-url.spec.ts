import { describe, expect, it } from '@jest/globals';
import { maskOfSecrets } from './mask-secrets.js';
import { maskCredentialsInAddresses, maskPath, maskServerAddress } from './mask-url.js';

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

describe('an address that no server would take', () => {
  const FIVE_MEGABYTES = 5 * 1024 * 1024;
  const endless = (parameter: string) =>
    `https://a.example/?${parameter.repeat(FIVE_MEGABYTES / parameter.length)}`;

  it.each(['a=b&', '&', '&a', 'token1=b&', '?'])('of five megabytes of %s is masked at once', (parameter) => {
    const before = process.cpuUsage();

    const masked = maskServerAddress(endless(parameter));
    maskCredentialsInAddresses(endless(parameter));

    const { user, system } = process.cpuUsage(before);
    expect(masked).toBe('https://a.example/?[masked]');
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });

  it('keeps its names up to 8 KB', () => {
    const known = `https://a.example/?${'name=value&'.repeat(700)}`;

    expect(maskServerAddress(known)).toBe(known.replaceAll('value', '[masked]'));
  });
});

describe('a text with an address in it', () => {
  it.each([
    ['https://a.example/?secret=b&page=2', 'https://a.example/?secret=[masked]&page=2'],
    ['https://a.example/?page=2?secret=b', 'https://a.example/?page=2?secret=[masked]'],
    ['https://a.example/?secret=&page=2', 'https://a.example/?secret=&page=2'],
    ['https://a.example/?secret&page', 'https://a.example/?secret&page'],
  ])('%s becomes %s', (text, masked) => {
    expect(maskCredentialsInAddresses(text)).toBe(masked);
  });
});
