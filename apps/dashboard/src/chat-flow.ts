import type { CallView, ErrorView, MessageView, StatusStep } from '#projection';
import { plainText } from './plain-text.js';
import { hasEnded } from './row-order.js';
import { waitOf, type Wait } from './turn-wait.js';

/** One thing in the conversation, in the order of time. `mark` changes when what is shown of it does. */
export type FlowItem = { readonly key: string; readonly mark: string; readonly offsetMs: number | null } & (
  | { readonly is: 'message'; readonly message: MessageView; readonly side: Side; readonly wait: Wait | null }
  | { readonly is: 'skipped'; readonly text: string }
  | { readonly is: 'hang'; readonly at: number | null; readonly silentMs: number | null }
  | { readonly is: 'error'; readonly error: ErrorView }
  | { readonly is: 'quiet'; readonly quietMs: number }
  | { readonly is: 'status'; readonly step: StatusStep; readonly more: string | null }
);

export type Side = 'caller' | 'assistant' | 'other';

const QUIET_AFTER_MS = 10_000;
const SHOWN_STATUSES = new Set(['forwarded', 'finished', 'failed']);

export function sideOf(role: string): Side {
  if (role === 'user') return 'caller';
  return role === 'assistant' || role === 'bot' ? 'assistant' : 'other';
}

/** When the call's clock begins: its first start, or its first word if that came earlier. */
export function originOf(view: CallView): number | null {
  const first = view.messages[0]?.at ?? null;
  if (view.createdAt === null || first === null) return view.createdAt ?? first;
  return Math.min(view.createdAt, first);
}

/** A call as one reads it: words, what was cut off, hangs, errors and silences where they happened. */
export function chatFlow(view: CallView): FlowItem[] {
  const origin = originOf(view);
  const markers = markersOf(view, origin);
  const flow: FlowItem[] = [];
  let next = 0;
  let before: MessageView | null = null;
  for (const message of view.messages) {
    while (next < markers.length && isBefore(markers[next], message.at)) flow.push(markers[next++]!.item);
    const quietMs = before?.at == null || message.at === null ? 0 : message.at - before.at;
    const isMarked = flow.length > 0 && flow.at(-1)?.is !== 'message';
    if (quietMs > QUIET_AFTER_MS && !isMarked) flow.push(quiet(message, quietMs));
    flow.push(...skippedBefore(message, origin));
    flow.push(messageItem(message, before, view, origin));
    before = message;
  }
  return [...flow, ...markers.slice(next).map(({ item }) => item)];
}

function messageItem(
  message: MessageView,
  before: MessageView | null,
  view: CallView,
  origin: number | null,
): FlowItem {
  const side = sideOf(message.role);
  const answers = side === 'assistant' && before !== null && sideOf(before.role) === 'caller';
  const wait = answers ? waitOf(before, message, view.report.callStats) : null;
  const { text, revisions, aliases, metrics, at, role } = message;
  const mark = [
    role,
    text,
    revisions.length,
    aliases.length,
    at,
    JSON.stringify(metrics)?.length,
    wait?.totalMs,
  ];
  return {
    key: `message ${message.key}`,
    mark: mark.join(' '),
    is: 'message',
    message,
    side,
    wait,
    offsetMs: offset(at, origin),
  };
}

function skippedBefore(message: MessageView, origin: number | null): FlowItem[] {
  return message.skipped.map((skipped, place) => {
    const text = skippedText(skipped);
    const key = `skipped ${place} ${message.key}`;
    return { key, mark: text, is: 'skipped', text, offsetMs: offset(message.at, origin) };
  });
}

/** The vendor publishes no shape for these; its own code reads `.text`. Whatever came is shown. */
export function skippedText(skipped: unknown): string {
  if (
    typeof skipped === 'object' &&
    skipped !== null &&
    'text' in skipped &&
    typeof skipped.text === 'string'
  ) {
    return skipped.text;
  }
  return plainText(skipped);
}

function quiet(message: MessageView, quietMs: number): FlowItem {
  return { key: `quiet ${message.key}`, mark: String(quietMs), is: 'quiet', quietMs, offsetMs: null };
}

interface Marker {
  readonly at: number | null;
  readonly item: FlowItem;
}

function markersOf(view: CallView, origin: number | null): Marker[] {
  const hangs = view.hangs.map(({ at }, place): Marker => {
    const silentMs = at === null ? null : silenceAround(view.messages, at);
    const mark = `${at} ${silentMs}`;
    return {
      at,
      item: { key: `hang ${at ?? place}`, mark, is: 'hang', at, silentMs, offsetMs: offset(at, origin) },
    };
  });
  const errors = view.errors.map((error, place): Marker => {
    const item = { key: `error ${place}`, mark: JSON.stringify(error), is: 'error' as const, error };
    return { at: error.at, item: { ...item, offsetMs: offset(error.at, origin) } };
  });
  const statuses = view.status.history
    .filter(({ status }) => SHOWN_STATUSES.has(status))
    .map((step): Marker => {
      const more = saidOf(view, step.status);
      const item = {
        key: `status ${step.status}`,
        mark: `${step.at} ${more}`,
        is: 'status' as const,
        step,
        more,
      };
      return {
        at: hasEnded(step.status) ? null : step.at,
        item: { ...item, offsetMs: offset(step.at, origin) },
      };
    });
  return [...hangs, ...errors, ...statuses].toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || 0);
}

/** Who ended a call, or why it failed. */
function saidOf({ fields }: CallView, status: string): string | null {
  const said = status === 'failed' ? fields['phoneCallStatusReason'] : fields['callEndTriggerBy'];
  return hasEnded(status) && typeof said === 'string' && said !== '' ? said : null;
}

/** From the word before a hang to the assistant's next; `null` while none came. */
function silenceAround(messages: readonly MessageView[], at: number): number | null {
  let before: number | null = null;
  for (const message of messages) {
    if (message.at === null) continue;
    if (message.at <= at) before = message.at;
    else if (before !== null && sideOf(message.role) === 'assistant') return message.at - before;
  }
  return null;
}

function isBefore(marker: Marker | undefined, at: number | null): boolean {
  return marker?.at != null && at !== null && marker.at < at;
}

function offset(at: number | null, origin: number | null): number | null {
  return at === null || origin === null ? null : at - origin;
}
