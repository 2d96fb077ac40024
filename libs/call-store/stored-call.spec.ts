import { describe, expect, it } from '@jest/globals';
import { decodeCall, decodeRow } from './stored-call.js';

describe('a stored call', () => {
  it('is its epoch, its version, and its facts with theirs', () => {
    const hash = {
      epoch: 'E',
      version: '7',
      model: '1',
      facts: '2',
      bytes: '9',
      extra: '0',
      'msg:a': '3|1|1',
    };

    expect(decodeCall(hash)).toEqual({
      epoch: 'E',
      version: 7,
      facts: [{ version: 3, fact: ['msg:a', '1', '1'] }],
    });
  });

  it('may hold bars, quotes and line breaks in a value, and be named anything', () => {
    const value = '"a|b\\n|"';
    const hash = Object.fromEntries([
      ['epoch', 'E'],
      ['version', '1'],
      ['__proto__', `1|0005|${value}`],
      ['text:a|b', `1|0006|${value}`],
    ]);

    expect(decodeCall(hash)?.facts.map(({ fact }) => fact)).toEqual([
      ['__proto__', '0005', value],
      ['text:a|b', '0006', value],
    ]);
  });

  it('is none where there is nothing', () => {
    expect(decodeCall({})).toBeUndefined();
    expect(decodeRow({})).toBeUndefined();
  });
});

describe('a stored row', () => {
  it('is facts with their ranks', () => {
    const hash = { epoch: 'E', version: '2', who: '1|"+1|23"', 'count:messages': '000000000000004|4' };

    expect(decodeRow(hash)).toEqual({
      epoch: 'E',
      version: 2,
      facts: [
        ['who', '1', '"+1|23"'],
        ['count:messages', '000000000000004', '4'],
      ],
    });
  });
});
