import type { Row } from '#contracts';
import { GLYPH_NAMES, glyphOf, type Glyph } from './call-glyph.js';
import { callerOf } from './caller.js';
import { sideOf } from './chat-flow.js';
import { cutText, formatDuration, formatSpan, formatStarted, plural, shortId } from './format.js';
import { groupOf } from './row-order.js';
import { StatusGlyph } from './status-glyph.js';

/** A call in two lines: who and how long, then the last words. */
export function CallRow(props: {
  readonly row: Row;
  readonly clock: number;
  readonly id: string;
  readonly place: number;
  readonly of: number;
  readonly top: number;
  readonly isSelected: boolean;
  readonly onChoose: (call: string) => void;
}) {
  const { row, clock, id, place, of, top, isSelected, onChoose } = props;
  const glyph = glyphOf(row, clock);
  const caller = callerOf(row.who);
  const duration = row.durationMs ?? (groupOf(row, clock) === 'live' ? clock - startOf(row) : null);
  return (
    <div
      class={`row ${groupOf(row, clock)}`}
      role="option"
      id={id}
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={of}
      style={{ top: `${top}px` }}
      onClick={() => onChoose(row.call)}
    >
      <StatusGlyph glyph={glyph} />
      <div class="row-who">
        <span class="off-screen">{GLYPH_NAMES[glyph]}: </span>
        <bdi class="row-name">{cutText(row.assistant.name ?? shortId(row.call), 80)}</bdi>
        <bdi class="row-caller mono">{caller === null ? '' : cutText(caller.short, 40)}</bdi>
      </div>
      <span class="row-duration mono">{duration === null ? '' : formatDuration(duration)}</span>
      <div class="row-said">
        {row.line !== null && glyph !== 'stale' && <i class={`caret ${sideOf(row.line.role)}`} />}
        <bdi class="row-words">{wordsOf(row, glyph, clock)}</bdi>
        {row.errors > 0 && (
          <span class="tag bad">{row.errors > 1 ? plural(row.errors, 'error') : 'error'}</span>
        )}
        {row.hangs > 0 && <span class="tag warn">{row.hangs > 1 ? plural(row.hangs, 'hang') : 'hang'}</span>}
        <span class="row-started mono">
          <span class="off-screen">started </span>
          {formatStarted(startOf(row), clock)}
        </span>
      </div>
    </div>
  );
}

function startOf({ since, firstSeen }: Row): number {
  return since.ongoing ?? since.queued ?? since.initiated ?? firstSeen;
}

function wordsOf(row: Row, glyph: Glyph, clock: number): string {
  if (glyph === 'stale') return `No event for ${formatSpan(clock - row.lastSeen)}, never finished`;
  if (row.line !== null && row.line.text !== '') return cutText(row.line.text, 160);
  if (glyph === 'queued') return 'Queued, no words yet';
  return glyph === 'live' ? 'No words yet' : 'No words';
}
