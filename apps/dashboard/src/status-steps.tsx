import type { StatusStep } from '#projection';
import { glyphOfStatus } from './call-glyph.js';
import { cutText, formatClock, formatDelta } from './format.js';
import { StatusGlyph } from './status-glyph.js';

/** The statuses of a call, each once, with its time, and how long it took to the next. */
export function StatusSteps({ history }: { readonly history: readonly StatusStep[] }) {
  if (history.length === 0) return null;
  return (
    <ol class="steps" aria-label="Statuses">
      {history.map(({ status, at }, place) => {
        const before = history[place - 1]?.at ?? null;
        const isLast = place === history.length - 1;
        return (
          <li
            key={status}
            class={isLast ? 'step current' : 'step'}
            aria-current={isLast ? 'step' : undefined}
          >
            {place > 0 && (
              <span class="step-delta mono">
                {at === null || before === null ? '' : formatDelta(at - before)}
              </span>
            )}
            <span class="step-pill">
              <StatusGlyph glyph={glyphOfStatus(status)} />
              <bdi>{cutText(status, 40)}</bdi>
              {at !== null && <time class="mono">{formatClock(at)}</time>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
