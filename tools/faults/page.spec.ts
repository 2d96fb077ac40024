import { describe, expect, it } from '@jest/globals';
import { withResults } from './page.js';

const results = { table: '| a |', notes: ['one', 'two'], command: 'npm run faults', machine: 'two cores' };

describe('a page with results', () => {
  it('has them between its marks, instead of older ones', () => {
    const page = 'Before.\n\n<!-- faults: begin -->\n\nold\n\n<!-- faults: end -->\n\nAfter.\n';

    const once = withResults(page, results);

    expect(once).toBe(
      'Before.\n\n<!-- faults: begin -->\n\n`npm run faults` on two cores:\n\n| a |\n\n- one\n- two\n\n<!-- faults: end -->\n\nAfter.\n',
    );
    expect(withResults(once, results)).toBe(once);
  });

  it('must have marks', () => {
    expect(() => withResults('no marks', results)).toThrow('no place for the table');
  });
});
