import { describe, expect, it } from '@jest/globals';
import type { Finding } from './checks/finding.js';
import { breaches, markdownTable, textTable } from './table.js';

const LOST: Finding = { invariant: 'I1', column: 'lost', count: 2, says: 'event abc of call c is gone' };
const WAITS: Finding = { invariant: 'I5', count: 1, says: 'an event waits' };
const good = {
  fault: { title: 'resets' },
  times: 30,
  sent: 1000,
  accepted: 998,
  recoveryMs: 1_234,
  findings: [],
};
const bad = {
  ...good,
  fault: { title: 'projectors killed' },
  recoveryMs: undefined,
  findings: [LOST, WAITS, LOST],
};

describe('the table of faults', () => {
  it('counts what was found, and says when nothing ever was well again', () => {
    const [, first, second] = textTable([good, bad]).split('\n');

    expect(first?.split(/\s+/)).toEqual(['resets', '30', '1000', '998', '0', '0', '0', '0', '0', '1.2', 's']);
    expect(second?.split(/\s{2,}/)).toEqual([
      'projectors killed',
      '30',
      '1000',
      '998',
      '4',
      '0',
      '0',
      '0',
      '0',
      'never',
    ]);
  });

  it('is the same in Markdown', () => {
    const [head, rule, first] = markdownTable([good]).split('\n');

    expect(head).toMatch(/^\| fault +\| +times \|.* recovery \|$/);
    expect(rule).toMatch(/^\| -+ \| -+: \|.* -+: \|$/);
    expect(first).toMatch(/^\| resets +\| +30 \|.* 1\.2 s \|$/);
  });
});

describe('what was broken', () => {
  it('is named with what it promises, and with examples', () => {
    expect(breaches(bad)).toEqual([
      'projectors killed: I1 does not hold (every accepted event has a record in its call)',
      '    event abc of call c is gone',
      '    event abc of call c is gone',
      expect.stringContaining('projectors killed: I5 does not hold'),
      '    an event waits',
    ]);
  });

  it('is nothing when nothing was found', () => {
    expect(breaches(good)).toEqual([]);
  });
});
