import type { RefObject } from 'preact';
import type { Figures } from '#contracts';
import type { CallGroup, Filter } from './board.js';
import type { Glyph } from './call-glyph.js';
import { formatCount } from './format.js';
import { Icon } from './icon.js';
import { StatusGlyph } from './status-glyph.js';

const GROUPS: readonly { readonly group: CallGroup; readonly name: string; readonly glyph: Glyph }[] = [
  { group: 'live', name: 'Live', glyph: 'live' },
  { group: 'ended', name: 'Ended', glyph: 'finished' },
  { group: 'forwarded', name: 'Forwarded', glyph: 'forwarded' },
  { group: 'hung', name: 'Hung', glyph: 'hung' },
  { group: 'failed', name: 'Failed', glyph: 'failed' },
];

/** The filter line: words to look for, and the glyphs of the list, which it teaches. */
export function FilterBar(props: {
  readonly filter: Filter;
  readonly figures: Figures | null;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onFilter: (filter: Filter) => void;
}) {
  const { filter, figures, field, onFilter } = props;
  const all = figures === null ? '' : formatCount(figures.total);
  return (
    <div class="filters" role="search">
      <label class="field">
        <Icon name="search" size={14} />
        <span class="off-screen">Filter calls by words, number or assistant</span>
        <input
          ref={field}
          type="text"
          placeholder="Filter by words, number, assistant"
          maxLength={200}
          autocomplete="off"
          spellcheck={false}
          value={filter.search}
          onInput={({ currentTarget }) => onFilter({ ...filter, search: currentTarget.value })}
        />
        {filter.search === '' ? (
          <kbd class="desk-only">/</kbd>
        ) : (
          <button
            type="button"
            class="button small ghost square"
            onClick={() => onFilter({ ...filter, search: '' })}
          >
            <Icon name="close" size={12} />
            <span class="off-screen">Clear the filter</span>
          </button>
        )}
      </label>
      <div class="chips" role="group" aria-label="Show">
        <button
          type="button"
          class="chip"
          aria-pressed={filter.group === null}
          onClick={() => onFilter({ ...filter, group: null })}
        >
          All <span class="mono">{all}</span>
        </button>
        {GROUPS.map(({ group, name, glyph }) => (
          <button
            key={group}
            type="button"
            class="chip"
            title={name}
            aria-pressed={filter.group === group}
            onClick={() => onFilter({ ...filter, group: filter.group === group ? null : group })}
          >
            <StatusGlyph glyph={glyph} />
            <span class={filter.group === group ? '' : 'off-screen'}>{name}</span>
            {group === 'live' && figures !== null && <span class="mono">{formatCount(figures.live)}</span>}
          </button>
        ))}
      </div>
    </div>
  );
}
