import type { RefObject } from 'preact';
import { NO_FILTER, type Board } from './board.js';
import { CallList } from './call-list.js';
import { FilterBar } from './filter-bar.js';
import { plural } from './format.js';
import { Icon } from './icon.js';
import { PaneBoundary } from './pane-boundary.js';

/** The filter, what a pause holds back, and the calls. */
export function CallsPane(props: {
  readonly board: Board;
  readonly selected: string | null;
  readonly clock: number;
  readonly isPhone: boolean;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly onChoose: (call: string) => void;
  readonly onResume: () => void;
  readonly onEnd: () => void;
  readonly onOrder: (order: readonly string[]) => void;
}) {
  const { board, selected, clock, isPhone, search, onChoose, onResume, onEnd, onOrder } = props;
  const rows = board.rows.value;
  const shown = board.shownRows.value;
  const isPaused = board.held.value !== null;
  return (
    <section class="rail" aria-label="Calls">
      <PaneBoundary name="The list of calls">
        <FilterBar
          filter={board.filter.value}
          figures={rows === null ? null : shown.figures}
          field={search}
          onFilter={(filter) => (board.filter.value = filter)}
        />
        {isPaused && (
          <div class="held-strip">
            <Icon name="pause" size={14} />
            <span role="status">Paused</span>
            <span class="grow">{heldText(board.heldChanges.value)}</span>
            <button type="button" class="text-button" onClick={onResume}>
              Resume
            </button>
          </div>
        )}
        {rows === null && <ListSkeleton />}
        {rows !== null && shown.byCall.size === 0 && (
          <div class="list-note">
            <p>No call matches.</p>
            <button type="button" class="text-button" onClick={() => (board.filter.value = NO_FILTER)}>
              Clear the filter
            </button>
          </div>
        )}
        {shown.byCall.size > 0 && (
          <CallList
            rows={shown.byCall}
            total={shown.total}
            {...{ selected, clock, isPhone }}
            onChoose={onChoose}
            onEnd={onEnd}
            onOrder={onOrder}
          />
        )}
      </PaneBoundary>
    </section>
  );
}

function heldText(changes: number): string {
  return changes === 0 ? 'nothing held yet' : `${plural(changes, 'change')} held`;
}

function ListSkeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      {[1, 2, 3, 4, 5].map((row) => (
        <i key={row} />
      ))}
    </div>
  );
}
