import type { MessageView } from '#projection';

export type Stage = 'vad' | 'llm' | 'tts' | 'rest';

/** From the caller's last word to the answer, and where it went. */
export interface Wait {
  readonly totalMs: number;
  /** `heard`: to the first audio, as the report says; `ready`: to the answer's own time, before playing. */
  readonly until: 'heard' | 'ready';
  readonly parts: readonly { readonly stage: Stage; readonly ms: number }[];
  /** The parts say more than the whole. */
  readonly overlapMs: number;
  readonly tone: 'ok' | 'warn' | 'bad';
}

const OK_UNDER_MS = 1_500;
const WARN_UNDER_MS = 2_500;
const LONGEST_MS = 600_000;

/** What the caller waited for `answer` after `said` (DESIGN 2, "A turn's latency"); `null` where nobody measured it. */
export function waitOf(said: MessageView, answer: MessageView, callStats: unknown): Wait | null {
  const heard = heardAfter(said, callStats);
  const sttAt = numberAt(said.metrics, 'stt', 'timestampMs');
  const ready = sttAt === null || answer.at === null ? null : answer.at - sttAt;
  const totalMs = heard ?? ready;
  if (totalMs === null || !(totalMs > 0 && totalMs < LONGEST_MS)) return null;
  const stages = [
    { stage: 'vad', ms: sumAt(said.metrics, 'interactlyEOU', 'turnDetectionTimeMs', 'queueLatencyMs') },
    { stage: 'llm', ms: sumAt(answer.metrics, 'llm', 'queueLatencyMs', 'responseLatencyMs') },
    { stage: 'tts', ms: sumAt(answer.metrics, 'tts', 'queueLatencyMs', 'generationTimeMs') },
  ] as const;
  const known = stages.reduce((sum, { ms }) => sum + ms, 0);
  const parts = [...stages, { stage: 'rest' as const, ms: totalMs - known }].filter(({ ms }) => ms > 0);
  return {
    totalMs,
    until: heard === null ? 'ready' : 'heard',
    parts,
    overlapMs: Math.max(known - totalMs, 0),
    tone: toneOf(totalMs),
  };
}

function toneOf(ms: number): Wait['tone'] {
  if (ms < OK_UNDER_MS) return 'ok';
  return ms < WARN_UNDER_MS ? 'warn' : 'bad';
}

function heardAfter(said: MessageView, callStats: unknown): number | null {
  if (said.messageId === null) return null;
  const turns = memberOf(callStats, 'turnsStats');
  const userTurn = listAt(turns, 'userTurns').find((turn) => textIs(turn, 'messageId', said.messageId));
  const botTurn = listAt(turns, 'botTurns').find((turn) => textIs(turn, 'userMessageId', said.messageId));
  const end = numberIn(userTurn, 'end');
  const start = numberIn(botTurn, 'start');
  return end === null || start === null ? null : start - end;
}

/** A number two levels into an opaque object, or `null`. */
export function numberAt(value: unknown, group: string, name: string): number | null {
  return numberIn(memberOf(value, group), name);
}

function sumAt(value: unknown, group: string, ...names: readonly string[]): number {
  return names.reduce((sum, name) => sum + Math.max(numberAt(value, group, name) ?? 0, 0), 0);
}

function numberIn(value: unknown, name: string): number | null {
  const found = memberOf(value, name);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

function textIs(value: unknown, name: string, text: string | null): boolean {
  return memberOf(value, name) === text;
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const found = memberOf(value, name);
  return Array.isArray(found) ? found : [];
}

/** A member of an opaque value, or `undefined`. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}
