import { lifecycleOf } from '#contracts';
import { toEpochMs } from './event-time.js';
import { fieldSayings, shownFields } from './field-views.js';
import { firstSaid, objectOf, textOf, type JsonObject } from './json.js';
import { ASSISTANT, ERROR, GROWS, HANG, RESULT, STATUS, WARNING } from './keys.js';
import type { Facts } from './merge-facts.js';
import { messageViews } from './message-views.js';
import { earliestOf } from './rank.js';
import { durationOf } from './row-of.js';
import type { Saying } from './sayings.js';
import { objectIn, valueOf } from './value-of.js';
import type { CallView, ErrorView, ReportView, StatusStep, StatusView } from './view.js';
import { whoRankOf } from './who-of.js';

/** What a reader sees of a call: a pure fold of its facts, the same for the same facts however they came. */
export function callView(facts: Facts): CallView {
  const fields = fieldSayings(facts);
  const status = statusView(facts);
  const started = (fields.get('startAt') ?? [])
    .map(({ value }) => toEpochMs(value))
    .filter((at) => at !== null);
  const last = (name: string): unknown => fields.get(name)?.at(-1)?.value;
  return {
    status,
    who: whoIn(facts),
    customerName: textOf(last('customer/name')) ?? null,
    assistant: assistantView(facts, textOf(last('assistantId'))),
    fields: shownFields(fields),
    fieldRevisions: revisionsOf(fields),
    createdAt: started.length === 0 ? null : Math.min(...started),
    startAt: toEpochMs(last('startAt')),
    endAt: toEpochMs(last('endAt')),
    durationMs: durationIn(facts, status),
    messages: messageViews(facts),
    hangs: happened(facts, HANG).map((hang) => ({ at: timeIn(hang['at']) })),
    errors: happened(facts, ERROR).map(errorView),
    report: reportView(facts),
    warnings: happened(facts, WARNING).map(({ code, detail }) => ({
      code: textOf(code) ?? 'unknown',
      detail: textOf(detail) ?? '',
    })),
  };
}

function statusView(facts: Facts): StatusView {
  const steps: StatusStep[] = [];
  for (const [key, rank, value] of facts.values()) {
    if (!key.startsWith(STATUS)) continue;
    const { status, raw } = objectIn(value);
    const said = objectOf(raw) ?? {};
    const call = textOf(said['call']);
    const message = textOf(said['message']);
    steps.push({
      status: textOf(status) ?? 'unknown',
      at: earliestOf(rank),
      raw: { ...(call === undefined ? {} : { call }), ...(message === undefined ? {} : { message }) },
    });
  }
  const history = steps.toSorted(byLifecycle);
  return {
    current: history.at(-1)?.status ?? null,
    history,
    wasForwarded: steps.some(({ status }) => status === 'forwarded'),
  };
}

function byLifecycle(a: StatusStep, b: StatusStep): number {
  const order = lifecycleOf(a.status) - lifecycleOf(b.status) || (a.at ?? -1) - (b.at ?? -1);
  return order || (a.status < b.status ? -1 : Number(a.status > b.status));
}

function whoIn(facts: Facts): string | null {
  let best: { readonly rank: string; readonly who: string | null } | undefined;
  for (const fact of facts.values()) {
    const rank = whoRankOf(fact);
    if (rank !== undefined && (best === undefined || rank > best.rank)) {
      best = { rank, who: textOf(valueOf(fact[2])) ?? null };
    }
  }
  return best?.who ?? null;
}

function assistantView(facts: Facts, assistantId: string | undefined): CallView['assistant'] {
  const config = objectIn(facts.get(ASSISTANT)?.[2] ?? '{}');
  return {
    id: assistantId ?? textOf(firstSaid(config, '_id', 'id')) ?? null,
    name: textOf(config['name']) ?? null,
    provider: textOf(config['assistantProvider']) ?? null,
    model: textOf(config['assistantModel']) ?? null,
    config,
  };
}

function revisionsOf(fields: ReadonlyMap<string, readonly Saying<unknown>[]>): CallView['fieldRevisions'] {
  const changed = [...fields].filter(([, sayings]) => sayings.length > 1);
  return Object.fromEntries(
    changed.map(([name, all]) => [name, all.map(({ value, at }) => ({ value, at }))]),
  );
}

function durationIn(facts: Facts, { history }: StatusView): number | null {
  const stated = facts.get(`${GROWS}duration`);
  const since = Object.fromEntries(history.map(({ status, at }) => [status, at]));
  return durationOf(stated === undefined ? null : timeIn(valueOf(stated[2])), since);
}

/** Values of one kind of happening in the order of their times, undated first, then by key. */
function happened(facts: Facts, prefix: string): JsonObject[] {
  return [...facts.values()]
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, , value]) => ({ key, value: objectIn(value) }))
    .toSorted((a, b) => timeOr(a.value) - timeOr(b.value) || (a.key < b.key ? -1 : 1))
    .map(({ value }) => value);
}

function timeOr(value: JsonObject): number {
  return timeIn(value['at']) ?? -1;
}

function timeIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function errorView({ at, error }: JsonObject): ErrorView {
  const said = objectOf(error) ?? {};
  return {
    at: timeIn(at),
    type: textOf(said['type']) ?? null,
    code: textOf(said['code']) ?? null,
    message: textOf(said['message']) ?? textOf(error) ?? null,
    provider: textOf(said['provider']) ?? null,
    retryable: typeof said['retryable'] === 'boolean' ? said['retryable'] : null,
    details: said['details'] ?? null,
  };
}

const NAMED = new Map([
  ['analysis/summary', 'summary'],
  ['analysis/successEvaluation', 'success'],
  ['analysis/structuredData', 'structuredData'],
  ['analysis/outcome', 'outcome'],
  ['cost', 'cost'],
  ['metrics/callStats', 'callStats'],
]);

function reportView(facts: Facts): ReportView {
  const named = new Map<string, unknown>();
  const more: [string, unknown][] = [];
  for (const [key, , value] of facts.values()) {
    if (!key.startsWith(RESULT)) continue;
    const name = key.slice(RESULT.length);
    const known = NAMED.get(name);
    if (known === undefined) more.push([name, valueOf(value)]);
    else named.set(known, valueOf(value));
  }
  return {
    summary: named.get('summary') ?? null,
    success: named.get('success') ?? null,
    structuredData: named.get('structuredData') ?? null,
    outcome: named.get('outcome') ?? null,
    cost: named.get('cost') ?? null,
    callStats: named.get('callStats') ?? null,
    more: Object.fromEntries(more.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
