import type { CallView, ErrorView, MessageView } from '../view.js';

/** The whole view a public sample body makes; long texts and objects are taken from the body, which has no licence. */
export type ViewOfSample = (body: unknown) => CallView;

/** By file. */
export type Samples = Readonly<Record<string, ViewOfSample>>;

/** The view of a call of which nothing was said. */
export const nothing: CallView = {
  status: { current: null, history: [], wasForwarded: false },
  who: null,
  customerName: null,
  assistant: { id: null, name: null, provider: null, model: null, config: {} },
  fields: {},
  fieldRevisions: {},
  createdAt: null,
  startAt: null,
  endAt: null,
  durationMs: null,
  messages: [],
  hangs: [],
  errors: [],
  report: {
    summary: null,
    success: null,
    structuredData: null,
    outcome: null,
    cost: null,
    callStats: null,
    more: {},
  },
  warnings: [],
};

/** A part of a body, found by its path from `message`. */
export function partOf(body: unknown, ...path: readonly (string | number)[]): unknown {
  return ['message', ...path].reduce<unknown>((part, step) => Object(part)[step], body);
}

export function textIn(body: unknown, ...path: readonly (string | number)[]): string {
  return String(partOf(body, ...path));
}

export function objectIn(body: unknown, ...path: readonly (string | number)[]): Record<string, unknown> {
  return { ...Object(partOf(body, ...path)) };
}

/** One status, said by `call.status` in our own words. */
export function onlyStatus(status: string, at: number): CallView['status'] {
  return { current: status, history: [{ status, at, raw: { call: status } }], wasForwarded: false };
}

/** A message of a sample with an id, a time in ms and nothing else; `sent` is its place in the body's list. */
export function message(
  body: unknown,
  sent: number,
  role: string,
  messageId: string,
  at: number,
  more: Partial<MessageView> = {},
): MessageView {
  return {
    key: `id/${role}/${messageId}/0`,
    messageId,
    role,
    text: textIn(body, 'messages', sent, 'text'),
    at,
    timestamp: at,
    kind: 'message',
    metrics: null,
    skipped: [],
    revisions: [],
    aliases: [],
    ...more,
  };
}

/** The metrics of a sample's message, as they were sent. */
export function metricsOf(body: unknown, sent: number): Pick<MessageView, 'metrics'> {
  return { metrics: objectIn(body, 'messages', sent, 'metrics') };
}

/** The error of a sample, its words taken from the body. */
export function error(
  body: unknown,
  said: Pick<ErrorView, 'at' | 'type' | 'code' | 'provider' | 'retryable'>,
): ErrorView {
  return { ...said, message: textIn(body, 'error', 'message'), details: partOf(body, 'error', 'details') };
}
