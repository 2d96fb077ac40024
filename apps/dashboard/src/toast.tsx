import { useEffect } from 'preact/hooks';
import { Icon } from './icon.js';

const SHOWN_MS = 6_000;

export function Toast({ text, onGone }: { readonly text: string | null; readonly onGone: () => void }) {
  useEffect(() => {
    if (text === null) return undefined;
    const timer = setTimeout(onGone, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="toast-place" role="status">
      {text !== null && (
        <div class="toast">
          <Icon name="check" size={14} />
          {text}
        </div>
      )}
    </div>
  );
}
