import { useEffect, useRef } from 'preact/hooks';
import { actionOf, type Focus, type KeyAction } from './keys.js';

/** Hands over what a key pressed anywhere on the page means. */
export function useKeys(act: (action: KeyAction) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const action = actionOf(event, focusOf(event.target));
      if (action === null) return;
      event.preventDefault();
      latest.current(action);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('dialog') !== null) return 'dialog';
  if (target.closest('input, textarea, select, [contenteditable]') !== null) return 'field';
  return target.closest('button, a, summary, [role="tab"]') === null ? 'page' : 'control';
}
