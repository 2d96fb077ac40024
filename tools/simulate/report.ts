import { callStatsOf } from './call-stats.js';
import type { CallIdentity } from './call-identity.js';
import { callObject, FINISHED } from './call-object.js';
import { costOf, tokensOf } from './cost-of.js';
import type { Result } from './dialogue.js';
import { envelope } from './envelope.js';
import type { Random } from './random.js';
import type { Timeline } from './timeline.js';
import type { CallObject, Message, Webhook } from './webhook.js';

/** A call that was spoken, and when it was. Times are epoch ms. */
export interface SpokenCall {
  readonly identity: CallIdentity;
  readonly timeline: Timeline;
  readonly messages: readonly Message[];
  readonly result: Result;
  readonly connectedAt: number;
  readonly endAt: number;
  readonly endedBy: 'bot' | 'user' | 'system';
}

/** `message.call` of a call that is over, as its last status-update has it. */
export function endedCallObject({ identity, connectedAt, endAt, endedBy }: SpokenCall): CallObject {
  return {
    ...callObject(identity, FINISHED, connectedAt),
    endAt: new Date(endAt).toISOString(),
    callEndTriggerBy: endedBy,
    assistantCallDuration: endAt - connectedAt + 7,
  };
}

/**
 * The end-of-call-report. Half of them repeat the transcript, without its metrics; the others have no messages and
 * an empty assistant. The analysis is the message's: the call's own stays empty.
 */
export function reportOf(random: Random, call: SpokenCall): Webhook {
  const { identity, timeline, messages, result, connectedAt, endAt } = call;
  const tokens = tokensOf(identity.profile.prompt, timeline);
  const repeats = random.chance(0.5);
  return envelope(identity, {
    timestamp: endAt + random.int(2080, 2340),
    type: 'end-of-call-report',
    call: {
      ...endedCallObject(call),
      analysis: { summary: '', successEvaluation: '', guardrails: 'DISABLED' },
      recording: { s3Bucket: 'simulated-recordings', path: `${identity.profile.teamId}/${identity.id}.mp3` },
      cost: costOf(timeline, tokens, endAt - connectedAt),
      metrics: { callStats: callStatsOf(random, timeline, tokens) },
    },
    assistant: repeats ? 'named' : 'empty',
    messages: repeats ? messages.map(withoutMetrics) : [],
    analysis: {
      summary: result.summary,
      successEvaluation: result.success,
      structuredData: result.structuredData,
      outcome: result.outcome,
      guardrails: 'DISABLED',
    },
  });
}

function withoutMetrics({ messageId, role, text, timestamp }: Message): Message {
  return role === 'user' ? { messageId, role, text, timestamp } : { messageId, role, text, timestamp };
}
