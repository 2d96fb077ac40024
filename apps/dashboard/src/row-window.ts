import type { Arrangement } from './row-order.js';

export interface ListItem {
  readonly key: string;
  readonly top: number;
  readonly is:
    | { readonly heading: 'live' | 'earlier'; readonly count: number }
    | { readonly call: string; readonly place: number };
}

export interface ListLayout {
  readonly items: readonly ListItem[];
  readonly height: number;
  /** Calls in the order they are shown. */
  readonly order: readonly string[];
}

export interface Heights {
  readonly row: number;
  readonly heading: number;
}

/** Where each row and heading of the list stands, in px from its top. */
export function layoutRows({ live, earlier }: Arrangement, { row, heading }: Heights): ListLayout {
  const items: ListItem[] = [];
  let top = 0;
  let place = 0;
  const groups = [['live', live] as const, ['earlier', earlier] as const];
  for (const [name, calls] of groups) {
    if (calls.length === 0) continue;
    items.push({ key: `heading ${name}`, top, is: { heading: name, count: calls.length } });
    top += heading;
    for (const call of calls) {
      items.push({ key: `call ${call}`, top, is: { call, place: place++ } });
      top += row;
    }
  }
  return { items, height: top, order: [...live, ...earlier] };
}

/** The items in view, with a screen's third before and after so that a fast scroll meets no blank. */
export function inView(layout: ListLayout, scrollTop: number, height: number): readonly ListItem[] {
  const margin = Math.max(height / 3, 200);
  const from = firstFrom(layout.items, scrollTop - margin);
  const to = firstFrom(layout.items, scrollTop + height + margin);
  return layout.items.slice(Math.max(from - 1, 0), to);
}

/** Where the list must be scrolled to so that a row is seen whole; where it is, if it is seen. */
export function scrollToSee(
  layout: ListLayout,
  call: string,
  scrollTop: number,
  height: number,
  row: number,
): number {
  const item = layout.items.find(({ is }) => 'call' in is && is.call === call);
  if (item === undefined) return scrollTop;
  const isFirst = layout.order[0] === call;
  if (item.top < scrollTop + 8) return isFirst ? 0 : Math.max(item.top - row / 2, 0);
  return item.top + row > scrollTop + height ? item.top + row * 1.5 - height : scrollTop;
}

function firstFrom(items: readonly ListItem[], top: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.top ?? 0) < top) low = middle + 1;
    else high = middle;
  }
  return low;
}
