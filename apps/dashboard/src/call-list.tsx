import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Row } from '#contracts';
import { CallRow } from './call-row.js';
import { formatCount, plural } from './format.js';
import { Icon } from './icon.js';
import { arrange, arrangeUnderPointer, newAbove, NOTHING_ARRANGED } from './row-order.js';
import { inView, layoutRows, scrollToSee, type ListItem } from './row-window.js';

const DESK = { row: 52, heading: 28 };
const PHONE = { row: 62, heading: 32 };
const GROUP_TITLES = { live: 'Live', earlier: 'Earlier' } as const;

/** The calls as a listbox: only the rows in view are in the page, and none moves under the pointer. */
export function CallList(props: {
  readonly rows: ReadonlyMap<string, Row>;
  /** All that match, of which `rows` may be the newest only. */
  readonly total: number;
  readonly selected: string | null;
  readonly clock: number;
  readonly isPhone: boolean;
  readonly onChoose: (call: string) => void;
  readonly onEnd: () => void;
  readonly onOrder: (order: readonly string[]) => void;
}) {
  const { rows, total, selected, clock, isPhone, onChoose, onEnd, onOrder } = props;
  const box = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState({ top: 0, height: 800 });
  const [isUnderPointer, setUnderPointer] = useState(false);
  const [newer, setNewer] = useState(0);
  const shown = useRef(NOTHING_ARRANGED);
  const heights = isPhone ? PHONE : DESK;

  const next = arrange(rows.values(), clock);
  const arrangement = isUnderPointer ? arrangeUnderPointer(shown.current, next) : next;
  const layout = layoutRows(arrangement, heights);
  const anchor = firstSeenRow(layoutRows(shown.current, heights).items, scroll.top);
  const above = isUnderPointer && anchor !== null ? newAbove(shown.current, arrangement, anchor) : 0;
  // A list shorter than its box must still be able to move down by what came above.
  const room = newer + above === 0 ? 0 : scroll.height + (newer + above) * heights.row;

  useLayoutEffect(() => {
    shown.current = arrangement;
    onOrder(layout.order);
    if (above === 0 || box.current === null) return;
    box.current.scrollTop += above * heights.row;
    setNewer((count) => count + above);
  });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = () => setScroll({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (box.current === null || selected === null || isUnderPointer) return;
    const { scrollTop, clientHeight } = box.current;
    box.current.scrollTop = scrollToSee(layout, selected, scrollTop, clientHeight, heights.row);
  }, [selected, isPhone]);

  const onScroll = ({ currentTarget }: { readonly currentTarget: HTMLElement }) => {
    const { scrollTop, clientHeight, scrollHeight } = currentTarget;
    setScroll({ top: scrollTop, height: clientHeight });
    if (scrollTop < heights.row / 2) setNewer(0);
    if (scrollHeight - scrollTop - clientHeight < 600) onEnd();
  };
  const idOf = useRowIds();
  const place = selected === null ? -1 : layout.order.indexOf(selected);

  return (
    <div class="list-frame">
      {newer > 0 && (
        <button type="button" class="float-pill newer" onClick={() => box.current?.scrollTo({ top: 0 })}>
          <Icon name="up" size={12} />
          {formatCount(newer)} newer
        </button>
      )}
      <div
        ref={box}
        class="rows"
        role="listbox"
        aria-label="Calls"
        tabIndex={0}
        aria-activedescendant={place >= 0 && selected !== null ? idOf(selected) : undefined}
        onScroll={onScroll}
        onKeyDown={(event) => onListKey(event, layout.order, place, onChoose)}
        onPointerEnter={(event) => event.pointerType === 'mouse' && setUnderPointer(true)}
        onPointerLeave={() => {
          setUnderPointer(false);
          setNewer(0);
        }}
      >
        <div class="rows-all" style={{ height: `${Math.max(layout.height, room)}px` }}>
          {inView(layout, scroll.top, scroll.height).map(({ key, top, is }) => {
            if ('heading' in is) {
              return (
                <div key={key} class="group-heading" aria-hidden="true" style={{ top: `${top}px` }}>
                  <span>{GROUP_TITLES[is.heading]}</span>
                  <span class="mono">{formatCount(is.count)}</span>
                </div>
              );
            }
            const row = rows.get(is.call);
            if (row === undefined) return null;
            return (
              <CallRow
                key={key}
                {...{ row, clock, top, onChoose, place: is.place }}
                id={idOf(is.call)}
                of={layout.order.length}
                isSelected={is.call === selected}
              />
            );
          })}
        </div>
        {total > rows.size && (
          <p class="rows-more">
            {plural(total - rows.size, 'older call')} not listed. The filter finds them.
          </p>
        )}
      </div>
    </div>
  );
}

function onListKey(
  event: KeyboardEvent,
  order: readonly string[],
  place: number,
  choose: (call: string) => void,
): void {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: place + 1,
    ArrowUp: place < 0 ? 0 : place - 1,
    PageDown: place + 10,
    PageUp: place - 10,
    Home: 0,
    End: order.length - 1,
  };
  const wanted = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
  if (wanted === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const call = order[Math.min(Math.max(wanted, 0), order.length - 1)];
  if (call !== undefined) choose(call);
}

/** Ids of elements are numbers of our own: none is made of what a payload says. */
function useRowIds(): (call: string) => string {
  const ids = useRef(new Map<string, string>());
  return (call) => {
    const id = ids.current.get(call) ?? `call-${ids.current.size + 1}`;
    ids.current.set(call, id);
    return id;
  };
}

function firstSeenRow(items: readonly ListItem[], top: number): string | null {
  for (const { top: at, is } of items) if (at + 20 >= top && 'call' in is) return is.call;
  return null;
}
