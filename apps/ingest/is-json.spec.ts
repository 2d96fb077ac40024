import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, json, nat, oneof, property, string, tuple } from 'fast-check';
import { isJson } from './is-json.js';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const aToken = constantFrom(
  ...['{', '}', '[', ']', ',', ':', ' ', '\t', '\u00a0', '"', '\\', '\ufeff', '-'].values(),
  ...'"a" "\\u00e9" "\\x" 0 -0 01 1.5 1. .5 1e999 1e true nul null NaN'.split(' '),
  '"\n"',
);
const almostJson = tuple(json(), nat(), constantFrom('', ',', ']', '"', '\\', '\u0001', '0')).map(
  ([text, place, inserted]) => {
    const at = place % (text.length + 1);
    return `${text.slice(0, at)}${inserted}${text.slice(at + Number(inserted === ''))}`;
  },
);
const anyText = oneof(
  json(),
  almostJson,
  array(aToken, { maxLength: 8 }).map((tokens) => tokens.join('')),
  string({ unit: 'binary' }),
);

describe('a text', () => {
  it('is JSON where JSON.parse takes it, and only there', () => {
    expect.hasAssertions();

    assert(
      property(anyText, (text) => {
        expect([text, isJson(text)]).toEqual([text, parses(text)]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is JSON at any depth', () => {
    const depth = 1_000_000;

    expect(isJson(`${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`)).toBe(true);
    expect(isJson(`${'['.repeat(depth)}${']'.repeat(depth - 1)}`)).toBe(false);
  });
});
