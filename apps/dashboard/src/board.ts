import { computed, effect, signal } from '@preact/signals';
import { callView, type CallView } from '#projection';
import { changesBetween, NO_ROWS, withoutDeleted, type CallRows } from './call-rows.js';
import type { CallSync } from './call-sync.js';
import { chatFlow } from './chat-flow.js';
import { linkOf, NOT_CONNECTED, STALE_AFTER_MS, type LinkFacts } from './link-state.js';
import { noticesOf } from './notices.js';
import type { Route } from './route.js';

export type CallGroup = 'live' | 'ended' | 'forwarded' | 'hung' | 'failed';

export interface Filter {
  readonly group: CallGroup | null;
  readonly search: string;
}

export const NO_FILTER: Filter = { group: null, search: '' };

/** The page as it was when somebody paused it. */
interface Held {
  readonly at: number;
  readonly rows: CallRows;
  readonly views: ReadonlyMap<string, CallView>;
}

export type Board = ReturnType<typeof createBoard>;

/** All the page knows, and what follows from it. Knows no socket and no document. */
export function createBoard(startedAt: number) {
  const now = signal(startedAt);
  const linkFacts = signal<LinkFacts>(NOT_CONNECTED);
  /** `null` until the gateway has listed the calls for the first time. */
  const rows = signal<CallRows | null>(null);
  const filter = signal<Filter>(NO_FILTER);
  const route = signal<Route>({ is: 'newest' });
  const sync = signal<CallSync | null>(null);
  /** Moves when `sync`, which is changed in place, holds something else. */
  const syncMoved = signal(0);
  const held = signal<Held | null>(null);
  const toast = signal<string | null>(null);
  const fault = signal<string | null>(null);
  const dismissed = signal<ReadonlySet<string>>(new Set());

  const link = computed(() => linkOf(linkFacts.value, now.value));
  const pulse = computed(() => linkFacts.value.pulse);
  const shownRows = computed(() => {
    const live = rows.value ?? NO_ROWS;
    return held.value === null ? live : withoutDeleted(held.value.rows, live);
  });
  const heldChanges = computed(() =>
    held.value === null ? 0 : changesBetween(held.value.rows, rows.value ?? NO_ROWS).changes,
  );
  const newest = computed(() => {
    let best: { readonly call: string; readonly firstSeen: number } | null = null;
    for (const row of shownRows.value.byCall.values())
      if (best === null || row.firstSeen > best.firstSeen) best = row;
    return best?.call ?? null;
  });
  const selected = computed(() => (route.value.is === 'call' ? route.value.call : newest.value));
  /** What `sync` holds by now; a new object whenever it moved. */
  const synced = computed(() => {
    const of = sync.value;
    return { moved: syncMoved.value, call: of?.call, state: of?.state ?? 'unknown', facts: of?.facts };
  });
  const callState = computed(() => (synced.value.call === selected.value ? synced.value.state : 'unknown'));
  const liveView = computed(() => {
    const { facts } = synced.value;
    return callState.value === 'known' && facts !== undefined ? callView(facts) : null;
  });
  const view = computed(() => {
    if (callState.value === 'removed' || selected.value === null) return null;
    return held.value?.views.get(selected.value) ?? liveView.value;
  });
  const flow = computed(() => (view.value === null ? [] : chatFlow(view.value)));
  /** The gateway's clock, standing still where the page cannot know that time has passed for its calls. */
  const clock = computed(() => {
    const { pulseAt, connectedAt } = linkFacts.value;
    const heard = Math.max(pulseAt ?? 0, connectedAt ?? 0);
    const skew = pulse.value === null || pulseAt === null ? 0 : pulse.value.at - pulseAt;
    const reached = Math.min(now.value, heard === 0 ? now.value : heard + STALE_AFTER_MS);
    return (held.value?.at ?? reached) + skew;
  });
  const notices = computed(() =>
    noticesOf(link.value, pulse.value?.ingest ?? null, clock.value).filter(
      ({ id }) => !dismissed.value.has(id),
    ),
  );

  function pause(): void {
    const views =
      selected.value !== null && view.value !== null ? [[selected.value, view.value] as const] : [];
    held.value = { at: now.value, rows: rows.value ?? NO_ROWS, views: new Map(views) };
  }

  function resume(): void {
    held.value = null;
  }

  // A call first looked at while paused is held as it was then.
  const stop = effect(() => {
    const call = selected.value;
    const fresh = liveView.value;
    if (held.value === null || call === null || fresh === null || held.value.views.has(call)) return;
    held.value = { ...held.value, views: new Map([...held.value.views, [call, fresh]]) };
  });

  return {
    now,
    linkFacts,
    rows,
    filter,
    route,
    sync,
    syncMoved,
    held,
    toast,
    fault,
    dismissed,
    link,
    pulse,
    shownRows,
    heldChanges,
    selected,
    callState,
    view,
    flow,
    clock,
    notices,
    pause,
    resume,
    stop,
  };
}
