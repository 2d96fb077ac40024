import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readJson } from './read-json.js';

const read = (body: string | Buffer, contentEncoding?: string) =>
  readJson(Buffer.from(body), contentEncoding);

describe('a body', () => {
  it.each(['{}', '[]', 'null', '0', '"text"', 'false', ' {"a":1}\n'])('is JSON: %s', (json) => {
    expect(read(json)).toMatchObject({ isJson: true, text: json, value: JSON.parse(json) });
  });

  it('may begin with a byte order mark, which is not kept', () => {
    expect(read('\ufeff{}')).toMatchObject({ isJson: true, text: '{}', bytes: Buffer.from('{}') });
  });

  it('may claim an encoding it does not have', () => {
    expect(read('{}', 'gzip')).toMatchObject({ isJson: true });
  });

  it.each([
    ['empty', '', undefined, /empty/, ''],
    ['blank', ' \r\n', undefined, /empty/, ''],
    ['cut off', '{"a":', undefined, /not JSON/, '{"a":'],
    ['a form', 'payload=%7B%7D', undefined, /not JSON/, 'payload=%7B%7D'],
    ['gzip', gzipSync('{}'), undefined, /compressed/, ''],
    ['brotli, as it says', Buffer.from([0x8b, 0, 0x80]), 'br', /compressed/, ''],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), undefined, /UTF-16/, '{"a":1}'],
    ['big-endian UTF-16', Buffer.from('{"a":1}', 'utf16le').swap16(), undefined, /UTF-16/, '{"a":1}'],
    ['marked UTF-16', Buffer.from('\ufeff{"ä":1}', 'utf16le'), undefined, /UTF-16/, '{"ä":1}'],
    ['binary', Buffer.from([0x7b, 1, 2, 0xff, 0xfe, 3]), undefined, /not JSON/, ''],
  ])('is refused with a reason and a hint when it is %s', (_, body, encoding, reason, legible) => {
    expect(read(body, encoding)).toEqual({
      isJson: false,
      reason: expect.stringMatching(reason),
      hint: expect.stringMatching(/Post/),
      legible,
    });
  });

  it('that is a form is told so', () => {
    expect(read('payload=%7B%7D')).toMatchObject({ hint: expect.stringMatching(/form/) });
  });
});
