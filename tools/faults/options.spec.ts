import { describe, expect, it } from '@jest/globals';
import { OptionError } from '../simulate/options.js';
import { readOptions } from './options.js';

describe('the options of faults', () => {
  it('are every fault, and a minute of outage under 200 webhooks a second', () => {
    expect(readOptions([])).toEqual({
      seed: undefined,
      only: undefined,
      short: false,
      outageSeconds: 60,
      outageRate: 200,
      markdown: undefined,
    });
  });

  it('are read from the command line', () => {
    const line = '--seed x --only killed --short --outage-seconds=20 --outage-rate 50 --markdown docs/a.md';

    expect(readOptions(line.split(' '))).toEqual({
      seed: 'x',
      only: 'killed',
      short: true,
      outageSeconds: 20,
      outageRate: 50,
      markdown: 'docs/a.md',
    });
  });

  it('include help', () => {
    expect(readOptions(['--help'])).toBe('help');
  });

  it.each([
    [['--outage-seconds', '2'], '--outage-seconds is "2"; it must be a whole number from 5 to 600.'],
    [['--outage-rate', 'many'], '--outage-rate is "many"; it must be a whole number from 10 to 1000.'],
    [['--seed'], '--seed needs a value; --help says which.'],
    [['--sed', '1'], '--sed is no option; --help lists them.'],
    [['killed'], '"killed" belongs to no option; --help lists them.'],
  ])('say what is wrong with %j', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(new OptionError(sentence));
  });
});
