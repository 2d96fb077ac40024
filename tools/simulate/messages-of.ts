import type { Random } from './random.js';
import type { Heard, Moment, Spoken } from './moment.js';
import type { AssistantMessage, Message, UserMessage } from './webhook.js';

/** Audio comes in packets of 16 ms; delays are counted in packets. */
const PACKET_MS = 16;

interface Received {
  readonly elapsedMs: number;
  readonly audioMs: number;
}

/**
 * The transcript of a call as its last conversation-update would carry it.
 * `zero`: epoch ms of the first audio, `connectedMs`: how long before that the call was connected.
 */
export function messagesOf(
  random: Random,
  moments: readonly Moment[],
  zero: number,
  connectedMs: number,
): readonly Message[] {
  let received: Received = { elapsedMs: -connectedMs, audioMs: 0 };
  const messages: Message[] = [];
  for (const moment of moments) {
    if (moment.kind === 'spoken') messages.push(assistantMessage(moment, zero));
    if (moment.kind !== 'heard') continue;
    const message = userMessage(random, moment, zero, received);
    messages.push(message);
    received = { elapsedMs: moment.end, audioMs: message.metrics?.audio.totalAudioReceivedMs ?? 0 };
  }
  return messages;
}

function userMessage(random: Random, heard: Heard, zero: number, before: Received): UserMessage {
  const audioMs = inPackets(heard.end + random.int(-40, 40)) * PACKET_MS;
  const sinceBefore = heard.end - before.elapsedMs;
  const audioSinceBefore = audioMs - before.audioMs;
  const endOffsetMs = Math.round((audioMs + random.int(180, 330)) / 10) * 10;
  return {
    messageId: heard.id,
    role: 'user',
    text: heard.text,
    timestamp: zero + heard.at,
    metrics: {
      timeline: { offsetFromPreviousTurnMs: sinceBefore, totalElapsedTimeMs: heard.end },
      audio: {
        delayedPacketsPerTurnCount: inPackets(sinceBefore - audioSinceBefore),
        delayedPacketsCumulativeCount: inPackets(heard.end - audioMs),
        lostPacketsCumulativeCount: 0,
        audioDelayPerTurnMs: sinceBefore - audioSinceBefore,
        audioDelayCumulativeMs: heard.end - audioMs,
        offsetFromPreviousTurnMs: audioSinceBefore,
        totalAudioReceivedMs: audioMs,
      },
      stt: {
        timestampMs: zero + heard.end,
        startOffsetMs: Math.floor(heard.start / 10) * 10,
        endOffsetMs,
        durationMs: endOffsetMs - Math.floor(heard.start / 10) * 10,
        vadMs: heard.end - heard.start - random.int(100, 900),
        relativeLatencyMs: audioMs - endOffsetMs,
        confidence: heard.confidence,
      },
      interactlyEOU: { turnDetectionTimeMs: heard.turnDetectionMs, queueLatencyMs: heard.queueMs },
    },
    skippedAssistantMessages: heard.skipped.map((text) => ({ text })),
  };
}

function assistantMessage(spoken: Spoken, zero: number): AssistantMessage {
  const { model, voice } = spoken;
  const messageId =
    spoken.token === ''
      ? spoken.answers
      : `${spoken.answers}-${spoken.token}-${zero + (model?.doneAt ?? spoken.at)}`;
  return {
    messageId,
    role: 'assistant',
    text: spoken.text,
    timestamp: zero + spoken.at,
    metrics: {
      timeline: { totalElapsedTimeMs: spoken.at },
      audio: { totalAudioReceivedMs: Math.max(1, inPackets(spoken.at)) * PACKET_MS },
      llm: model
        ? {
            timestampMs: zero + model.doneAt,
            queueLatencyMs: model.queueMs,
            responseLatencyMs: model.responseMs,
          }
        : {},
      tts: {
        audioDurationMs: voice.audioMs,
        queueLatencyMs: voice.queueMs,
        generationTimeMs: voice.generationMs,
        isCachePlaying: voice.cached,
      },
      interactlyPlayer: { waitTimeMs: spoken.playerWaitMs },
    },
  };
}

/** `+ 0` turns the −0 of a small negative delay into the 0 that JSON makes of it. */
function inPackets(ms: number): number {
  return Math.round(ms / PACKET_MS) + 0;
}
