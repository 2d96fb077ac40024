import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { maskOfSecrets } from './mask-secrets.js';
import { maskText } from './mask-text.js';

const OURS = 'whsec-9f8e7d6c5b4a';
const masked = (text: string) => maskText(text, maskOfSecrets([OURS]));

describe('a body that is not JSON', () => {
  it.each([
    ['cut off in a secret', '{"message":{"secret":"abc def', '{"message":{"secret":"[masked]'],
    ['with a comma too many', '{"apiKey": "abc\\"def", }', '{"apiKey": "[masked]", }'],
    ['cut off in headers', '{"headers":{"A":"b","C":["d","e', '{"headers":[masked]'],
    ['cut off after headers', '{"headers":{"A":"}b"},"text":"hel', '{"headers":[masked],"text":"hel'],
    ['with an escaped name', '{"\\u0073ecret":"abc",', '{"secret":"[masked]",'],
    [
      'with JSON in a string',
      '{"arguments":"{\\"password\\":\\"abc\\",\\"n\\":1}", x',
      '{"arguments":"{\\"password\\":\\"[masked]\\",\\"n\\":1}", x',
    ],
    ['of single quotes', "{'secret': 'abc', 'a': 1}", "{'secret': '[masked]', 'a': 1}"],
    ['without quotes', '{secret: abc def, a: 1}', '{secret: [masked]'],
    ['a form', 'team=7&api_key=abc', 'team=7&api_key=[masked]'],
    ['JSON in a form', 'payload=%7B%22secret%22%3A%22abc%22%7D', 'payload={"secret":"[masked]"}'],
    ['a form of parts', 'name="secret"\r\n\r\nabc\r\n--x', 'name="secret"\r\n\r\n[masked]\r\n--x'],
    ['XML', '<a><secret>abc</secret><b>c</b></a>', '<a><secret>[masked]</secret><b>c</b></a>'],
    ['header lines', 'Authorization: Basic abc\nAccept: d', 'Authorization: [masked]\nAccept: d'],
    ['a token in a sentence', 'sent Bearer abc.def, then', 'sent Bearer [masked], then'],
    ['an address', 'at https://x/y?a=b&c=d now', 'at https://x/y?a=[masked]&c=[masked] now'],
    ['a control address', '{"controlUrl":"https://x/1"', '{"controlUrl":"[masked]"'],
    ['a secret of ours', `hello ${OURS}!`, 'hello [masked]!'],
    ['an empty secret', '{"secret":"","a":', '{"secret":"","a":'],
  ])('is masked: %s', (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it('keeps what is nobody’s secret', () => {
    const text = '{"message":{"type":"hang","messages":[{"text":"keep it secret, please"}]},}';

    expect(masked(text)).toBe(text);
  });

  it('tells no secret wherever it was cut off', () => {
    const PLANTED = 'PLANTED-5e1f0a';
    const json = JSON.stringify({
      assistantServer: { url: `https://x/?k=${PLANTED}`, headers: { 'X-Custom': PLANTED }, secret: PLANTED },
      text: 'Hello "there"',
      api_key: PLANTED,
      inner: JSON.stringify({ password: PLANTED }),
      monitor: { controlUrl: `https://x/${PLANTED}` },
    });

    fc.assert(
      fc.property(fc.nat(json.length - 1), fc.constantFrom('', '\n', ',', '"'), (length, rest) => {
        expect(masked(json.slice(0, length) + rest)).not.toContain(PLANTED);
      }),
    );
  });

  it('takes time that grows with its length', () => {
    const started = performance.now();
    for (const unit of [
      'secret:',
      '"secret":"',
      '\\',
      '?a=',
      'bearer ',
      '{"headers":[',
      '\\u0073',
      '%73',
      'a.',
      '= ',
    ]) {
      masked(unit.repeat(300_000));
    }

    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
