import { batch, effect } from '@preact/signals';
import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, Refused, ServerEvents, WatchCalls } from '#contracts';
import type { Board, Filter } from './board.js';
import { changesBetween, NO_ROWS, rowsOf, withChange } from './call-rows.js';
import { CallSync, type Step } from './call-sync.js';
import { formatCount, plural } from './format.js';
import { GIVE_UP_AFTER_MS, retryDelayMs, silenceOf, type LinkFacts } from './link-state.js';
import { oncePerFrame } from './once-per-frame.js';

export interface Connection {
  readonly retryNow: () => void;
  /** Lists more calls than at first: the reader came to the end of the list. */
  readonly widen: () => void;
}

const ANSWER_WITHIN_MS = 10_000;
const ASK_AGAIN_MS = 1_000;
const SEARCH_PAUSE_MS = 180;
/** A pulse is overdue: a reader who asks, or comes back to the page, need not wait for more. */
const MISSED_PULSE_MS = 6_000;
const FIRST_WINDOW = 200;
/** The most the gateway lists at once. */
const WIDEST_WINDOW = 500;
/** Calls looked at before, kept so that coming back to one costs a delta only. */
const SYNCS_KEPT = 12;

/** Keeps a board equal to the gateway, for as long as the page lives. */
export function connect(board: Board): Connection {
  const socket: Socket<ServerEvents, ClientEvents> = io({
    transports: ['websocket'],
    path: '/socket.io',
    reconnection: false,
    autoConnect: false,
    timeout: 5_000,
  });
  const syncs = new Map<string, CallSync>();
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wide = FIRST_WINDOW;
  let listing = 0;
  let listed = false;

  const setLink = (change: Partial<LinkFacts>) =>
    (board.linkFacts.value = { ...board.linkFacts.peek(), ...change });
  const settle = () => setLink({ isSettled: listed && (board.sync.peek()?.isSettled ?? true) });

  function open(): void {
    clearTimeout(retry);
    setLink({ phase: 'connecting', retryAt: null });
    socket.connect();
  }

  function tryLater(): void {
    const attempt = board.linkFacts.peek().attempt + 1;
    const delay = retryDelayMs(attempt, Math.random());
    setLink({ phase: 'waiting', attempt, retryAt: Date.now() + delay, isSettled: false });
    clearTimeout(retry);
    retry = setTimeout(open, delay);
  }

  function lost(): void {
    listed = false;
    board.sync.peek()?.lose();
    tryLater();
  }

  function watchAll(): void {
    listed = false;
    setLink({ isSettled: false });
    watchCalls();
    const sync = board.sync.peek();
    if (sync !== null) watchCall(sync);
  }

  function watchCalls(): void {
    if (!socket.connected) return;
    const ticket = ++listing;
    const before = board.linkFacts.peek().everConnected && !listed ? board.rows.peek() : null;
    socket
      .timeout(ANSWER_WITHIN_MS)
      .emit('watch:calls', requestOf(board.filter.peek(), wide), (late, answer) => {
        if (ticket !== listing) return;
        if (late !== null || isRefused(answer)) return again(late, answer, watchCalls);
        board.rows.value = rowsOf(answer);
        board.fault.value = null;
        listed = true;
        settle();
        if (before !== null)
          board.toast.value = resyncedText(changesBetween(before, board.rows.peek() ?? NO_ROWS));
      });
  }

  function watchCall(sync: CallSync): void {
    if (!socket.connected) return;
    const { ticket, request } = sync.ask();
    socket.timeout(ANSWER_WITHIN_MS).emit('watch:call', request, (late, answer) => {
      if (sync !== board.sync.peek()) return;
      if (late !== null || isRefused(answer))
        return again(late, answer, () => sync === board.sync.peek() && watchCall(sync));
      board.fault.value = null;
      const step = sync.answer(ticket, answer);
      if (step === 'watch') watchCall(sync);
      // In one: the page is not live before it shows what it missed.
      batch(() => {
        if (step === 'applied') board.syncMoved.value++;
        settle();
      });
    });
  }

  function again(late: Error | null, answer: unknown, ask: () => void): void {
    if (late === null && isRefused(answer)) board.fault.value = answer.error;
    setTimeout(() => socket.connected && ask(), ASK_AGAIN_MS);
  }

  function follow(sync: CallSync, step: Step): void {
    if (step === 'watch') watchCall(sync);
    if (step === 'applied') moved();
  }

  const moved = oncePerFrame(() => board.syncMoved.value++);

  function select(call: string | null): void {
    const left = board.sync.peek();
    if (left?.call === call) return;
    if (left !== null) {
      left.rest();
      if (socket.connected) socket.emit('unwatch:call', { call: left.call }, () => undefined);
    }
    const sync = call === null ? null : (syncs.get(call) ?? new CallSync(call));
    if (sync !== null) keep(syncs, sync);
    board.sync.value = sync;
    board.fault.value = null;
    if (sync !== null) watchCall(sync);
  }

  socket.on('connect', () => {
    setLink({ phase: 'connected', attempt: 0, retryAt: null, connectedAt: Date.now() });
    watchAll();
    setLink({ everConnected: true });
  });
  socket.on('disconnect', lost);
  socket.on('connect_error', (error) => {
    if (error.message === 'unauthorised') setLink({ phase: 'refused', isSettled: false });
    else tryLater();
  });
  socket.on('calls:changed', (change) => {
    if (listed) board.rows.value = withChange(board.rows.peek() ?? NO_ROWS, change);
  });
  socket.on('call:changed', (change) => {
    const sync = board.sync.peek();
    if (sync?.call === change.call) follow(sync, sync.change(change));
  });
  socket.on('call:removed', ({ call }) => {
    const sync = board.sync.peek();
    if (sync?.call !== call) syncs.delete(call);
    else if (sync.remove() === 'applied' || sync.state === 'removed') moved();
  });
  socket.on('reset', watchAll);
  socket.on('pulse', (pulse) => setLink({ pulse, pulseAt: Date.now() }));

  let search: ReturnType<typeof setTimeout> | undefined;
  board.filter.subscribe(() => {
    clearTimeout(search);
    search = setTimeout(watchCalls, SEARCH_PAUSE_MS);
  });
  effect(() => select(board.selected.value));
  setInterval(() => giveUpOnSilence(), 1_000);
  addEventListener('online', () => retryNow());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && retryNow());

  function giveUpOnSilence(): void {
    const silentMs = silenceOf(board.linkFacts.peek(), Date.now());
    if (socket.connected && silentMs !== null && silentMs > GIVE_UP_AFTER_MS) socket.disconnect();
  }

  function retryNow(): void {
    const { phase } = board.linkFacts.peek();
    if (phase === 'waiting' || phase === 'refused') return open();
    const silentMs = silenceOf(board.linkFacts.peek(), Date.now()) ?? 0;
    if (phase === 'connected' && silentMs > MISSED_PULSE_MS) {
      socket.disconnect();
      open();
    }
  }

  function widen(): void {
    const total = board.rows.peek()?.total ?? 0;
    if (wide >= WIDEST_WINDOW || total <= wide) return;
    wide = WIDEST_WINDOW;
    watchCalls();
  }

  open();
  return { retryNow, widen };
}

function requestOf({ group, search }: Filter, limit: number): Partial<WatchCalls> {
  const filter = {
    ...(group === null ? {} : { groups: [group] }),
    ...(search.trim() === '' ? {} : { search: search.trim().slice(0, 200) }),
  };
  return { filter, sort: 'live-first', window: { offset: 0, limit } };
}

function isRefused(answer: unknown): answer is Refused {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}

function resyncedText({ changes, calls }: { changes: number; calls: number }): string {
  if (changes === 0) return 'Connected again, nothing was missed';
  return `Connected again: ${formatCount(changes)} ${changes === 1 ? 'change' : 'changes'} in ${plural(calls, 'call')} fetched`;
}

function keep(syncs: Map<string, CallSync>, sync: CallSync): void {
  syncs.delete(sync.call);
  syncs.set(sync.call, sync);
  for (const call of syncs.keys()) {
    if (syncs.size <= SYNCS_KEPT) return;
    syncs.delete(call);
  }
}
