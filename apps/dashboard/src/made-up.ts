import type { Pulse, Row } from '#contracts';
import type { CallView, MessageView } from '#projection';

// Builders for specs: everything a reader of a spec need not see.

export function aRow(change: Partial<Row> = {}): Row {
  return {
    call: 'CA-1',
    epoch: 'e1',
    version: 1,
    firstSeen: 1_000,
    lastSeen: 1_000,
    status: 'ongoing',
    statusAt: 1_000,
    since: { ongoing: 1_000 },
    who: '+14155550137',
    assistant: { id: 'a1', name: 'Harbor Dental' },
    line: null,
    durationMs: null,
    messages: 0,
    hangs: 0,
    errors: 0,
    revisions: 0,
    ...change,
  };
}

export function aMessage(change: Partial<MessageView> = {}): MessageView {
  return {
    key: change.messageId ?? 'm1',
    messageId: 'm1',
    role: 'user',
    text: 'Hello.',
    at: 1_000,
    timestamp: 1_000,
    kind: 'message',
    metrics: null,
    skipped: [],
    revisions: [],
    aliases: [],
    ...change,
  };
}

export function aView(change: Partial<CallView> = {}): CallView {
  return {
    status: { current: 'ongoing', history: [], wasForwarded: false },
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
    ...change,
  };
}

export function aPulse(change: Partial<Pulse> = {}): Pulse {
  const none = { count: 0, lastAt: null };
  return {
    at: 1_000,
    redis: 'up',
    projectors: 1,
    lagMs: 0,
    ingest: {
      secret: 'required',
      lastEventAt: null,
      refused: { secret: none, tooLarge: none, notJson: none, notStored: none },
      spooled: 0,
    },
    ...change,
  };
}
