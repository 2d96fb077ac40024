import type { Random } from './random.js';
import type { Heard, Spoken } from './moment.js';
import { cutInAt } from './speak.js';
import type { Timeline } from './timeline.js';
import type { AudioInterval, CallStats, Distribution } from './webhook.js';

/** Tokens the model read and wrote during a call. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
}

/** `call.metrics.callStats`: what the call's own numbers come to. */
export function callStatsOf(random: Random, timeline: Timeline, tokens: Tokens): CallStats {
  const heard = timeline.moments.filter((moment) => moment.kind === 'heard');
  const spoken = timeline.moments.filter((moment) => moment.kind === 'spoken');
  const interrupted = spoken.filter((message) => message.interrupted);
  const skipped = sum(heard.map((utterance) => utterance.skipped.length));
  return {
    userAudio: userAudio(random, timeline.end),
    turns: {
      user: heard.length,
      bot: spoken.length + skipped,
      played: spoken.length,
      interrupted: interrupted.length,
      skipped,
    },
    turnsStats: {
      userTurns: heard.map(({ start, end, id }) => ({ start, end, messageId: id })),
      botTurns: spoken.map((message) => ({
        start: message.start,
        end: message.end,
        interrupted: message.interrupted,
        playedDuration: (message.end - message.start) / 1000,
        audioDuration: message.voice.audioMs / 1000,
        userMessageId: message.answers,
        stopSpeakingReason: message.interrupted ? 'barge-in' : null,
      })),
      botResponseTime: waitsOf(heard, spoken),
      bargeInCount: interrupted.length,
      bargeInTimeAvg: average(interrupted.map((message) => cutInAt(message) - message.start)),
    },
    ttsStats: voiceStats(spoken),
    llmStats: modelStats(timeline, spoken, tokens),
    sttStats: speechStats(random, timeline, heard),
  };
}

/** How long each answered caller waited, from the last word said to the first one heard. */
function waitsOf(heard: readonly Heard[], spoken: readonly Spoken[]): readonly number[] {
  const ends = new Map(heard.map(({ id, end }) => [id, end]));
  return spoken.flatMap((message) => {
    const end = ends.get(message.answers);
    return end === undefined || message.continues ? [] : [message.start - end];
  });
}

function voiceStats(spoken: readonly Spoken[]): CallStats['ttsStats'] {
  const cached = spoken.filter(({ voice }) => voice.cached).map(voiceLatency);
  const generated = spoken.filter(({ voice }) => !voice.cached).map(voiceLatency);
  const all = [...cached, ...generated];
  return {
    responseTimeDistribution: distribution([0, 100, 200, 300, 600, 1000, 3000, 5000, 10_000], all),
    totalRequests: all.length,
    latencyAvg: average(all),
    latencyTotal: sum(all),
    errors: 0,
    retries: 0,
    apiRequests: generated.length,
    apiLatencyTotal: sum(generated),
    apiLatencyAvg: average(generated),
    cacheRequests: cached.length,
    cacheLatencyTotal: sum(cached),
    cacheLatencyAvg: average(cached),
  };
}

function voiceLatency({ voice }: Spoken): number {
  return voice.queueMs + voice.generationMs;
}

function modelStats({ moments }: Timeline, spoken: readonly Spoken[], tokens: Tokens): CallStats['llmStats'] {
  const latencies = spoken.flatMap(({ model, continues }) => (model && !continues ? [model.responseMs] : []));
  return {
    responseCount: latencies.length,
    responseLatencyTotal: sum(latencies),
    responseLatencyAvg: average(latencies),
    errors: moments.filter((moment) => moment.kind === 'erred' && moment.error.type === 'llm_error').length,
    hangups: 0,
    responseTimeDistribution: distribution([0, 100, 300, 600, 1000, 1500, 2000, 5000, 10_000], latencies),
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    inputTokensAvg: latencies.length === 0 ? 0 : tokens.input / latencies.length,
    outputTokensAvg: latencies.length === 0 ? 0 : tokens.output / latencies.length,
  };
}

function speechStats(random: Random, { moments }: Timeline, heard: readonly Heard[]): CallStats['sttStats'] {
  const latencies = heard.map(() => -random.int(180_000, 330_000) / 1000);
  const confidences = heard.map(({ confidence }) => confidence);
  return {
    responseTimeDistribution: distribution([0, 100, 200, 300, 600, 1000, 3000, 5000, 10_000], latencies),
    responseCount: heard.length,
    responseLatencyAvg: average(latencies),
    relativeLatencyAvg: average(latencies.map((latency) => latency + 13)),
    responseLatencyTotal: sum(latencies),
    confidenceAvg: average(confidences),
    connectionRetries: 0,
    errors: moments.filter((moment) => moment.kind === 'erred' && moment.error.type === 'stt_error').length,
    confidenceDistribution: distribution([0, 0.1, 0.3, 0.5, 0.7, 0.9], confidences),
    eouProbabilityDistribution: distribution([0, 0.1, 0.3, 0.5, 0.7, 0.9], []),
  };
}

/** Eight-second intervals of the caller's audio, each with the packets that came late. */
function userAudio(random: Random, callMs: number): CallStats['userAudio'] {
  const latencyIntervals: AudioInterval[] = [];
  for (let start = 0; start < callMs; start += 8000) {
    const late = Array.from({ length: random.pick([0, 0, 1, 4, 12, 25]) }, () => random.int(52, 150));
    const duration = Math.min(8000, callMs - start);
    const max = late.reduce((worst, latency) => Math.max(worst, latency), 0);
    latencyIntervals.push({
      max,
      count: late.length,
      avg: average(late),
      duration,
      cumulativeDuration: start + duration,
    });
  }
  const delayedChunksCount = sum(latencyIntervals.map(({ count }) => count));
  const latencyTotal = Math.round(sum(latencyIntervals.map(({ avg, count }) => avg * count)));
  return {
    delayedChunksCount,
    latencyAvg: delayedChunksCount === 0 ? 0 : latencyTotal / delayedChunksCount,
    latencyTotal,
    latencyIntervals,
    cumulativeDuration: callMs,
    droppedChunksCount: 0,
  };
}

/** What is below the first step counts to it. */
function distribution(steps: readonly number[], values: readonly number[]): Distribution {
  const stepOf = (value: number) => steps.findLast((step) => step <= value) ?? steps[0];
  const places = values.map(stepOf);
  return Object.fromEntries(
    steps.map((step) => [String(step), places.filter((place) => place === step).length]),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
