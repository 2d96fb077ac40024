import { describe, expect, it } from '@jest/globals';
import { decodeChange } from './change.js';

const fields = {
  call: 'WC',
  epoch: 'E',
  from: '1',
  version: '2',
  row: '[]',
  first: '5',
  last: '1772702480279',
};
const entryOf = (entry: Readonly<Record<string, string>>): string[] => Object.entries(entry).flat();

describe('an entry of the changes', () => {
  it('is a change, with the facts that won', () => {
    const facts = '[["text:a","1","\\"\\u0000 \\/ 🙂\\""]]';

    expect(decodeChange(entryOf({ ...fields, facts }))).toEqual({
      kind: 'changed',
      call: 'WC',
      epoch: 'E',
      from: 1,
      version: 2,
      facts: [['text:a', '1', '"\0 / 🙂"']],
      row: [],
      firstSeen: 5,
      lastSeen: 1_772_702_480_279,
    });
  });

  it('may be without its facts', () => {
    expect(decodeChange(entryOf(fields))).toMatchObject({ kind: 'changed', facts: undefined });
  });

  it('is the removal of a call, also of one that is named *', () => {
    expect(decodeChange(['call', '*', 'deleted', '1'])).toEqual({ kind: 'removed', call: '*' });
  });

  it('is the removal of all calls', () => {
    expect(decodeChange(['call', '*', 'deleted', '*'])).toEqual({ kind: 'all-removed' });
  });

  it('is refused where it is neither', () => {
    expect(() => decodeChange(['call', 'WC'])).toThrow('epoch');
  });
});
