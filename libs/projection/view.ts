/** What a reader sees of a call: a pure fold of its facts. Times are epoch ms; `null` is "nobody said". */
export interface CallView {
  readonly status: StatusView;
  /** Who called: the customer's number, else the call's user number; the first that was said. */
  readonly who: string | null;
  readonly customerName: string | null;
  readonly assistant: AssistantView;
  /** Every other thing said of the call, by name; objects are merged key by key. Shown: what was first said last. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The values of fields that changed, oldest first, the shown one last. Fields with one value are left out. */
  readonly fieldRevisions: Readonly<Record<string, readonly Revision<unknown>[]>>;
  /** The earliest start that was said; `startAt` is the one first said last. */
  readonly createdAt: number | null;
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly durationMs: number | null;
  readonly messages: readonly MessageView[];
  readonly hangs: readonly { readonly at: number | null }[];
  readonly errors: readonly ErrorView[];
  readonly report: ReportView;
  readonly warnings: readonly WarningView[];
}

export interface StatusView {
  /** The furthest in the call's life; `null`: no status was said. */
  readonly current: string | null;
  /** Each mapped status once, in the order of a call's life, with the earliest time that said it. */
  readonly history: readonly StatusStep[];
  readonly wasForwarded: boolean;
}

export interface StatusStep {
  readonly status: string;
  readonly at: number | null;
  /** What the event said before mapping: `call.status` and `message.status`. */
  readonly raw: { readonly call?: string; readonly message?: string };
}

export interface AssistantView {
  readonly id: string | null;
  readonly name: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  /** The fullest assistant object any event carried, opaque. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface Revision<T> {
  readonly value: T;
  readonly at: number | null;
}

export interface MessageView {
  /** Stable within the call: what makes a message itself (INTERACTLY rule 4). */
  readonly key: string;
  readonly messageId: string | null;
  readonly role: string;
  /** Empty when no event has said any. */
  readonly text: string;
  /** Where it stands in time; a message without one takes its neighbour's. */
  readonly at: number | null;
  /** As it was sent. */
  readonly timestamp: unknown;
  readonly kind: 'welcome' | 'message';
  readonly metrics: Readonly<Record<string, unknown>> | null;
  /** What the assistant would have said, had the caller not interrupted (`skippedAssistantMessages`). */
  readonly skipped: readonly unknown[];
  /** Earlier texts, oldest first; empty for a message never revised. */
  readonly revisions: readonly Revision<string>[];
  /** Other ids under which the same utterance came (same role, time and text). */
  readonly aliases: readonly string[];
}

export interface ErrorView {
  readonly at: number | null;
  readonly type: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly provider: string | null;
  readonly retryable: boolean | null;
  readonly details: unknown;
}

export interface ReportView {
  readonly summary: unknown;
  readonly success: unknown;
  readonly structuredData: unknown;
  readonly outcome: unknown;
  readonly cost: unknown;
  readonly callStats: unknown;
  /** Sections of the analysis this code has no name for. */
  readonly more: Readonly<Record<string, unknown>>;
}

export interface WarningView {
  readonly code: string;
  readonly detail: string;
}
