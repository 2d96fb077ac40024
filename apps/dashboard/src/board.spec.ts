import { describe, expect, it } from '@jest/globals';
import type { Row } from '#contracts';
import { createBoard, type Board } from './board.js';
import { NO_FIGURES, rowsOf } from './call-rows.js';
import { CallSync } from './call-sync.js';
import { aRow } from './made-up.js';

const NOW = 1_000_000;

function aBoard(...rows: Row[]): Board {
  const board = createBoard(NOW);
  list(board, ...rows);
  return board;
}

function list(board: Board, ...rows: Row[]): void {
  board.rows.value = rowsOf({ rows, total: rows.length, figures: { ...NO_FIGURES, total: rows.length } });
}

function answer(board: Board, call: string, version: number, status: string): void {
  const sync = board.sync.peek()?.call === call ? board.sync.peek()! : new CallSync(call);
  const facts = [[`status:${status}`, `${version}`, JSON.stringify({ status, raw: {} })] as const];
  sync.answer(sync.ask().ticket, {
    call,
    epoch: 'e1',
    version,
    full: true,
    facts,
    firstSeen: 1,
    lastSeen: 1,
  });
  board.sync.value = sync;
  board.syncMoved.value++;
}

describe('a board that follows the newest call', () => {
  it('selects each new call', () => {
    const board = aBoard(aRow({ call: 'a', firstSeen: 1 }));

    expect(board.selected.value).toBe('a');
    list(board, aRow({ call: 'a', firstSeen: 1 }), aRow({ call: 'b', firstSeen: 2 }));
    expect(board.selected.value).toBe('b');
  });

  it('stays with a call somebody chose, until told to follow again', () => {
    const board = aBoard(aRow({ call: 'a', firstSeen: 1 }));

    board.route.value = { is: 'call', call: 'a' };
    list(board, aRow({ call: 'a', firstSeen: 1 }), aRow({ call: 'b', firstSeen: 2 }));
    expect(board.selected.value).toBe('a');

    board.route.value = { is: 'newest' };
    expect(board.selected.value).toBe('b');
  });
});

describe('a paused board', () => {
  it('holds list, selection and call, counts what came, and loses nothing', () => {
    const board = aBoard(aRow({ call: 'a', version: 1 }));
    answer(board, 'a', 1, 'queued');
    board.pause();

    list(board, aRow({ call: 'a', version: 3 }), aRow({ call: 'b', firstSeen: 9_999 }));
    answer(board, 'a', 3, 'ongoing');

    expect(board.selected.value).toBe('a');
    expect(board.view.value?.status.current).toBe('queued');
    expect(board.heldChanges.value).toBe(3);
    board.resume();
    expect(board.selected.value).toBe('b');
    expect(board.shownRows.value.byCall.size).toBe(2);
  });

  it('holds a call chosen meanwhile as it was then', () => {
    const board = aBoard(aRow({ call: 'a' }), aRow({ call: 'b' }));
    board.pause();
    board.route.value = { is: 'call', call: 'b' };
    answer(board, 'b', 1, 'queued');

    answer(board, 'b', 2, 'ongoing');

    expect(board.view.value?.status.current).toBe('queued');
  });

  it('does not hold what was deleted', () => {
    const board = aBoard(aRow({ call: 'a' }));
    answer(board, 'a', 1, 'queued');
    board.pause();

    board.sync.peek()!.remove();
    board.syncMoved.value++;
    list(board);

    expect(board.view.value).toBeNull();
    expect(board.shownRows.value.byCall.size).toBe(0);
  });

  it('stops the clock of its calls', () => {
    const board = aBoard();
    board.pause();

    board.now.value = NOW + 60_000;

    expect(board.clock.value).toBe(NOW);
  });
});

describe('a board that hears nothing any more', () => {
  it('lets no time pass for its calls beyond what it can know', () => {
    const board = aBoard();
    board.linkFacts.value = { ...board.linkFacts.value, phase: 'connected', connectedAt: NOW };

    board.now.value = NOW + 60_000;

    expect(board.clock.value).toBe(NOW + 12_000);
  });
});
