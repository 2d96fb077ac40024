import type { CallError } from './dialogue.js';

// The bodies as Interactly posts them (INTERACTLY, section 2), field by field.

export type WebhookType = 'status-update' | 'conversation-update' | 'end-of-call-report' | 'hang' | 'error';

/** The whole body of one webhook. */
export interface Webhook {
  readonly message: {
    readonly timestamp: number;
    readonly type: WebhookType;
    readonly call: CallObject;
    readonly assistant?: Readonly<Record<string, unknown>>;
    readonly messages?: readonly Message[];
    readonly phone?: { readonly provider: { readonly name: string } };
    readonly customer?: { readonly number: string };
    readonly analysis?: Readonly<Record<string, unknown>>;
    readonly error?: CallError;
  };
}

/** `message.call`; a terse one states only its id, its status and what became of it. */
export interface CallObject {
  readonly id: string;
  readonly teamId?: string;
  readonly assistantId?: string;
  readonly callType?: 'web' | 'phone';
  readonly direction?: 'inbound' | 'outbound' | '';
  readonly startAt?: string;
  readonly endAt?: string | null;
  readonly userNumber?: string;
  readonly assistantNumber?: string;
  readonly status: string;
  readonly phoneCallStatus: string;
  readonly phoneCallStatusReason: string;
  readonly callEndTriggerBy?: string;
  readonly assistantCallDuration?: number;
  readonly analysis?: Readonly<Record<string, string>>;
  readonly recording?: { readonly s3Bucket: string; readonly path: string };
  readonly cost?: Cost | null;
  readonly assistantOverrides?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly metrics?: { readonly callStats?: CallStats };
}

export type Message = UserMessage | AssistantMessage;

export interface UserMessage {
  readonly messageId: string;
  readonly role: 'user';
  readonly text: string;
  readonly timestamp: number;
  readonly metrics?: UserMetrics;
  readonly skippedAssistantMessages?: readonly { readonly text: string }[];
}

export interface UserMetrics {
  readonly timeline: { readonly offsetFromPreviousTurnMs: number; readonly totalElapsedTimeMs: number };
  readonly audio: {
    readonly delayedPacketsPerTurnCount: number;
    readonly delayedPacketsCumulativeCount: number;
    readonly lostPacketsCumulativeCount: number;
    readonly audioDelayPerTurnMs: number;
    readonly audioDelayCumulativeMs: number;
    readonly offsetFromPreviousTurnMs: number;
    readonly totalAudioReceivedMs: number;
  };
  readonly stt: {
    readonly timestampMs: number;
    readonly startOffsetMs: number;
    readonly endOffsetMs: number;
    readonly durationMs: number;
    readonly vadMs: number;
    readonly relativeLatencyMs: number;
    readonly confidence: number;
  };
  readonly interactlyEOU: { readonly turnDetectionTimeMs: number; readonly queueLatencyMs: number };
}

export interface AssistantMessage {
  readonly messageId: string;
  readonly role: 'assistant';
  readonly text: string;
  readonly timestamp: number;
  readonly metrics?: AssistantMetrics;
}

export interface AssistantMetrics {
  readonly timeline: { readonly totalElapsedTimeMs: number };
  readonly audio: { readonly totalAudioReceivedMs: number };
  /** Empty for what is played from a recording. */
  readonly llm: {
    readonly timestampMs?: number;
    readonly queueLatencyMs?: number;
    readonly responseLatencyMs?: number;
  };
  readonly tts: {
    readonly audioDurationMs: number;
    readonly queueLatencyMs: number;
    readonly generationTimeMs: number;
    readonly isCachePlaying: boolean;
  };
  readonly interactlyPlayer: { readonly waitTimeMs: number };
}

/** `call.cost`: dollars, `callDuration` in seconds. */
export interface Cost {
  readonly analysis: { readonly total: number };
  readonly callDuration: number;
  readonly ttsGenCharsTotal: number;
  readonly inputTokensTotal: number;
  readonly outputTokensTotal: number;
  readonly interactlyCost: number;
  readonly phoneCost: number;
  readonly ttsVendorCost: number;
  readonly sttVendorCost: number;
  readonly llmVendorCost: number;
  readonly totalCost: number;
}

/** `call.metrics.callStats`; a distribution counts by the lower bound of its steps. */
export interface CallStats {
  readonly userAudio: {
    readonly delayedChunksCount: number;
    readonly latencyAvg: number;
    readonly latencyTotal: number;
    readonly latencyIntervals: readonly AudioInterval[];
    readonly cumulativeDuration: number;
    readonly droppedChunksCount: number;
  };
  readonly turns: {
    readonly user: number;
    readonly bot: number;
    readonly played: number;
    readonly interrupted: number;
    readonly skipped: number;
  };
  readonly turnsStats: {
    readonly userTurns: readonly {
      readonly start: number;
      readonly end: number;
      readonly messageId: string;
    }[];
    readonly botTurns: readonly BotTurn[];
    readonly botResponseTime: readonly number[];
    readonly bargeInCount: number;
    readonly bargeInTimeAvg: number;
  };
  readonly ttsStats: Readonly<Record<string, number | Distribution>>;
  readonly llmStats: Readonly<Record<string, number | Distribution>>;
  readonly sttStats: Readonly<Record<string, number | Distribution>>;
}

export interface AudioInterval {
  readonly max: number;
  readonly count: number;
  readonly avg: number;
  readonly duration: number;
  readonly cumulativeDuration: number;
}

export interface BotTurn {
  readonly start: number;
  readonly end: number;
  readonly interrupted: boolean;
  readonly playedDuration: number;
  readonly audioDuration: number;
  readonly userMessageId: string;
  readonly stopSpeakingReason: string | null;
}

export type Distribution = Readonly<Record<string, number>>;
