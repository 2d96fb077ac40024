import { describe, expect, it } from '@jest/globals';
import { actionOf, type Focus } from './keys.js';

const press = (key: string, focus: Focus = 'page', held = {}) =>
  actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held }, focus);

describe('a key', () => {
  it('acts on the page', () => {
    expect(['j', 'k', 'l', ' ', '/', '?', 'Escape', 'x', 'constructor'].map((key) => press(key))).toEqual([
      'next call',
      'previous call',
      'newest',
      'pause',
      'search',
      'help',
      'back',
      null,
      null,
    ]);
  });

  it('is left alone while somebody types, but for Esc', () => {
    expect(['j', ' ', '?', 'Escape'].map((key) => press(key, 'field'))).toEqual([null, null, null, 'back']);
  });

  it('is left to the browser with a modifier, and to a dialog', () => {
    expect(press('j', 'page', { metaKey: true })).toBeNull();
    expect(press('Escape', 'dialog')).toBeNull();
  });

  it('presses the button it is on', () => {
    expect(press(' ', 'control')).toBeNull();
    expect(press('j', 'control')).toBe('next call');
  });
});
