import { describe, expect, it } from '@jest/globals';
import { OptionError, readOptions } from './options.js';

describe('the options of simulate', () => {
  it('are five calls at the pace of life, to the port ingest has', () => {
    expect(readOptions([])).toEqual({
      calls: 5,
      concurrency: 3,
      speed: 1,
      url: 'http://localhost:8000/webhook',
      secret: undefined,
      turns: 0,
      chaos: false,
      seed: undefined,
    });
  });

  it('are read from the command line', () => {
    const line =
      '--calls 7 --concurrency=2 --speed 2.5 --turns 200 --chaos --seed x --secret s --url https://a.example/b';

    expect(readOptions(line.split(' '))).toEqual({
      calls: 7,
      concurrency: 2,
      speed: 2.5,
      url: 'https://a.example/b',
      secret: 's',
      turns: 200,
      chaos: true,
      seed: 'x',
    });
  });

  it('include help', () => {
    expect(readOptions(['--help'])).toBe('help');
    expect(readOptions(['-h'])).toBe('help');
  });

  it.each([
    [['--calls', 'many'], '--calls is "many"; it must be a whole number from 1 to 10000.'],
    [['--calls', '0'], '--calls is "0"; it must be a whole number from 1 to 10000.'],
    [['--calls', '-3'], '--calls is "-3"; it must be a whole number from 1 to 10000.'],
    [['--concurrency', '1.5'], '--concurrency is "1.5"; it must be a whole number from 1 to 500.'],
    [['--speed', 'fast'], '--speed is "fast"; it must be a number from 0.1 to 100000, 1 being life.'],
    [['--turns', '9999'], '--turns is "9999"; it must be a whole number from 0 to 5000.'],
    [
      ['--url', 'localhost:8000'],
      '--url is "localhost:8000"; it must be an http or https address, as in http://localhost:8000/webhook.',
    ],
    [
      ['--secret', 'two words'],
      '--secret has a space or a character outside ASCII in it; a header can carry neither.',
    ],
    [['--seed'], '--seed needs a value, as in --seed tuesday.'],
    [['--chaos=yes'], '--chaos is "yes"; it takes no value, it is there or not.'],
    [['--call', '5'], '--call is no option; --help lists them.'],
    [['5'], '"5" belongs to no option; --help lists them.'],
  ])('%j are refused with a sentence', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(new OptionError(sentence));
  });
});
