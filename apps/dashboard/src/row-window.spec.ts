import { describe, expect, it } from '@jest/globals';
import { inView, layoutRows, scrollToSee } from './row-window.js';

const HEIGHTS = { row: 50, heading: 30 };
const calls = (count: number) => Array.from({ length: count }, (_, place) => `call ${place}`);

describe('the layout of the list', () => {
  it('gives each group a heading', () => {
    const { items, height, order } = layoutRows({ live: ['b'], earlier: ['a'] }, HEIGHTS);

    expect(items.map(({ top }) => top)).toEqual([0, 30, 80, 110]);
    expect(height).toBe(160);
    expect(order).toEqual(['b', 'a']);
  });

  it('gives an empty group none', () => {
    expect(layoutRows({ live: [], earlier: ['a'] }, HEIGHTS).items).toHaveLength(2);
  });

  it('puts only what is in view and a margin into the page', () => {
    const layout = layoutRows({ live: [], earlier: calls(2_000) }, HEIGHTS);

    const items = inView(layout, 50_000, 600);

    expect(items.length).toBeLessThan(24);
    expect(items[0]!.top).toBeLessThanOrEqual(50_000);
    expect(items.at(-1)!.top).toBeGreaterThanOrEqual(50_600 - 50);
  });
});

describe('scrolling to a call', () => {
  const layout = layoutRows({ live: [], earlier: calls(100) }, HEIGHTS);

  it('stays where it is when the call is seen', () => {
    expect(scrollToSee(layout, 'call 4', 100, 600, 50)).toBe(100);
  });

  it('goes down to a call below and up to one above', () => {
    expect(scrollToSee(layout, 'call 50', 0, 600, 50)).toBe(30 + 50 * 50 + 75 - 600);
    expect(scrollToSee(layout, 'call 10', 2_000, 600, 50)).toBe(30 + 10 * 50 - 25);
  });
});
