import { useComputed, useSignalEffect } from '@preact/signals';
import type { Board } from './board.js';
import { formatCount } from './format.js';

/** The browser's tab says how many calls are live. */
export function useTitle(board: Board): void {
  const title = useComputed(() => {
    const live = board.shownRows.value.figures.live;
    return live > 0 ? `${formatCount(live)} live · Callboard` : 'Callboard';
  });
  useSignalEffect(() => {
    document.title = title.value;
  });
}
