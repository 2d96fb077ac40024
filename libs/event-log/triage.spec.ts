import { describe, expect, it } from '@jest/globals';
import { triage } from './triage.js';

const entry = (name: string, deliveries: number) => ({ name, deliveries });
const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name);

describe('entries that were handed out and not acknowledged', () => {
  it('come again together until they were handed out three times, then alone twice, then never', () => {
    const { together, alone, hopeless } = triage([1, 2, 3, 4, 5, 6, 60].map((n) => entry(`after ${n}`, n)));

    expect(names(together)).toEqual(['after 1', 'after 2', 'after 3']);
    expect(names(alone)).toEqual(['after 4', 'after 5']);
    expect(names(hopeless)).toEqual(['after 6', 'after 60']);
  });

  it('that are tried alone are so in the order of suspicion, the least first', () => {
    const { alone } = triage([entry('a', 5), entry('b', 4), entry('c', 5), entry('d', 4)]);

    expect(names(alone)).toEqual(['b', 'd', 'a', 'c']);
  });
});
