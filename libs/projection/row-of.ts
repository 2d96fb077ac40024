import { STATUSES, type Row, type Status } from '#contracts';
import { objectOf, textOf } from './json.js';
import type { Facts } from './merge-facts.js';
import { objectIn, valueOf } from './value-of.js';

/** Where a row stands, beside what its facts say. */
export type RowPlace = Pick<Row, 'call' | 'epoch' | 'version' | 'firstSeen' | 'lastSeen'>;

/** A row as a list shows it, from its merged facts and counters (`count:<counter>`). */
export function rowOf(facts: Facts, place: RowPlace): Row {
  const status = objectOf(jsonIn(facts, 'status'));
  const assistant = objectOf(jsonIn(facts, 'assistant'));
  const since: Partial<Record<Status, number | null>> = {};
  for (const known of STATUSES) {
    const at = facts.get(`since:${known}`);
    if (at !== undefined) since[known] = timeIn(valueOf(at[2]));
  }
  return {
    ...place,
    status: textOf(status?.['status']) ?? null,
    statusAt: timeIn(status?.['at']),
    since,
    who: textOf(jsonIn(facts, 'who')) ?? null,
    assistant: {
      id: textOf(jsonIn(facts, 'assistantId')) ?? textOf(assistant?.['id']) ?? null,
      name: textOf(assistant?.['name']) ?? null,
    },
    line: lineIn(facts),
    durationMs: durationOf(numberIn(facts, 'duration'), since),
    messages: countIn(facts, 'messages'),
    hangs: countIn(facts, 'hangs'),
    errors: countIn(facts, 'errors'),
    revisions: Math.max(countIn(facts, 'texts') - countIn(facts, 'said'), 0),
  };
}

/** What the provider states, else from the first to talk to the end; `null` while nobody knows. Times in epoch ms. */
export function durationOf(stated: number | null, since: Row['since']): number | null {
  const end = since.finished ?? since.failed;
  if (end === undefined || end === null)
    return since.finished === undefined && since.failed === undefined ? null : stated;
  if (stated !== null) return stated;
  const start = since.ongoing;
  return start === undefined || start === null ? null : Math.max(end - start, 0);
}

function lineIn(facts: Facts): Row['line'] {
  const fact = facts.get('line');
  if (fact === undefined) return null;
  const { role, text, at } = objectIn(fact[2]);
  return { role: textOf(role) ?? 'unknown', text: textOf(text) ?? '', at: timeIn(at) };
}

function countIn(facts: Facts, counter: string): number {
  return numberIn(facts, `count:${counter}`) ?? 0;
}

function numberIn(facts: Facts, key: string): number | null {
  return timeIn(jsonIn(facts, key));
}

function timeIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function jsonIn(facts: Facts, key: string): unknown {
  const fact = facts.get(key);
  return fact === undefined ? undefined : valueOf(fact[2]);
}
