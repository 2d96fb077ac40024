import { useState } from 'preact/hooks';
import { cutText, formatCount } from './format.js';

const SHOWN = 8_000;

/** Text as it was sent. Of a very long one the beginning, and the rest when asked for. */
export function LongText({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= SHOWN) return <>{text}</>;
  return (
    <>
      {cutText(text, SHOWN)}{' '}
      <button type="button" class="text-button" onClick={() => setWhole(true)}>
        Show all {formatCount(text.length)} characters
      </button>
    </>
  );
}
