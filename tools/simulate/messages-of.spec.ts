import { describe, expect, it } from '@jest/globals';
import { callPlans, SPEC_START, transcriptOf } from '../../test/support/calls/a-call.js';
import type { CallEvent } from './call-script.js';

const calls = callPlans('metrics', 50)
  .map((plan) => plan.script({ startAt: SPEC_START }).events)
  .filter((events) => transcriptOf(events).length > 0);

const turns = calls.flatMap((events) => turnsOf(events).map((turn) => turn));

describe('the metrics of a turn', () => {
  it('add up to the time from the last word of the caller until the voice is ready', () => {
    for (const { user, assistant, parts } of turns) {
      expect(assistant.timestamp - (user.metrics?.stt.timestampMs ?? 0)).toBe(parts);
    }
  });

  it('add up, with a fifth of a second of playback, to the wait in the report', () => {
    for (const { wait, parts } of turns) {
      expect(wait - parts).toBeGreaterThanOrEqual(180);
      expect(wait - parts).toBeLessThanOrEqual(260);
    }
  });

  it('are there for many turns, most of them answered within four seconds', () => {
    expect(turns.length).toBeGreaterThan(200);
    expect(turns.filter(({ wait }) => wait < 4000).length / turns.length).toBeGreaterThan(0.8);
  });
});

describe('the metrics of an utterance', () => {
  it('count the audio that was received, and its delay, the same way', () => {
    const users = calls.flatMap((events) =>
      transcriptOf(events).filter((message) => message.role === 'user'),
    );
    for (const { metrics } of users) {
      const { timeline, audio, stt } = metrics ?? { timeline: undefined, audio: undefined, stt: undefined };
      if (!timeline || !audio || !stt) throw new Error('an utterance without metrics');
      expect(audio.audioDelayPerTurnMs).toBe(
        timeline.offsetFromPreviousTurnMs - audio.offsetFromPreviousTurnMs,
      );
      expect(audio.audioDelayCumulativeMs).toBe(timeline.totalElapsedTimeMs - audio.totalAudioReceivedMs);
      expect(stt.relativeLatencyMs).toBe(audio.totalAudioReceivedMs - stt.endOffsetMs);
      expect(stt.durationMs).toBe(stt.endOffsetMs - stt.startOffsetMs);
    }
  });

  it('follow one another', () => {
    for (const events of calls) {
      const elapsed = transcriptOf(events).flatMap(
        ({ metrics }) => metrics?.timeline.totalElapsedTimeMs ?? [],
      );
      expect(elapsed).toEqual(elapsed.toSorted((a, b) => a - b));
    }
  });
});

/** Each answered utterance with the first message of its answer. */
function turnsOf(events: readonly CallEvent[]) {
  const messages = transcriptOf(events);
  const stats = events.at(-1)?.body.message.call.metrics?.callStats?.turnsStats;
  return (stats?.userTurns ?? []).flatMap(({ messageId, end }) => {
    const botTurn = stats?.botTurns.find(({ userMessageId }) => userMessageId === messageId);
    const user = messages.find((message) => message.messageId === messageId);
    const assistant = messages.find((message) => message.messageId.startsWith(`${messageId}-`));
    if (!botTurn || user?.role !== 'user' || assistant?.role !== 'assistant') return [];
    const eou = user.metrics?.interactlyEOU;
    const { llm, tts } = assistant.metrics ?? {};
    const parts =
      (eou?.turnDetectionTimeMs ?? 0) +
      (eou?.queueLatencyMs ?? 0) +
      (llm?.queueLatencyMs ?? 0) +
      (llm?.responseLatencyMs ?? 0) +
      (tts?.queueLatencyMs ?? 0) +
      (tts?.generationTimeMs ?? 0);
    return [{ user, assistant, wait: botTurn.start - end, parts }];
  });
}
