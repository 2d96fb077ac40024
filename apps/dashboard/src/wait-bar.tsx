import { formatMs } from './format.js';
import type { Stage, Wait } from './turn-wait.js';

const NAMES: Readonly<Record<Stage, string>> = { vad: 'turn', llm: 'llm', tts: 'tts', rest: 'rest' };
/** Longer waits end in a break, so that one of a minute does not hide the others. */
const LONGEST_DRAWN_MS = 8_000;

/** The caller's wait, as long as it lasted, in the colours of its stages; the number says it as well. */
export function WaitBar({ wait }: { readonly wait: Wait }) {
  const { totalMs, parts, tone, until, overlapMs } = wait;
  const drawn = Math.min(totalMs, LONGEST_DRAWN_MS) / 1000;
  return (
    <div class="wait">
      <span
        class={`stack${totalMs > LONGEST_DRAWN_MS ? ' broken-off' : ''}`}
        style={{ '--seconds': String(drawn) }}
        aria-hidden="true"
      >
        {parts.map(({ stage, ms }) => (
          <i key={stage} class={`stage-${stage}`} style={{ flexGrow: ms }} />
        ))}
      </span>
      <span class={`wait-total mono ${tone}`}>
        <ToneMark tone={tone} />
        <span class="off-screen">Waited </span>
        {formatMs(totalMs)}
      </span>
      <span class="wait-parts mono">
        {parts.map(({ stage, ms }) => `${NAMES[stage]} ${Math.round(ms)}`).join(' · ')}
        {overlapMs > 0 && ` · overlap ${Math.round(overlapMs)}`}
        {until === 'ready' && ' · until ready'}
      </span>
    </div>
  );
}

/** Circle, triangle, diamond: never told by colour alone. */
function ToneMark({ tone }: { readonly tone: Wait['tone'] }) {
  const path = {
    ok: 'M7.5 4.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0',
    warn: 'M4.5.8 8.6 8H.4z',
    bad: 'M4.5 0 9 4.5 4.5 9 0 4.5z',
  }[tone];
  return (
    <svg class="tone-mark" viewBox="0 0 9 9" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
