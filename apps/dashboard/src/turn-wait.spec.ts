import { describe, expect, it } from '@jest/globals';
import { aMessage } from './made-up.js';
import { waitOf } from './turn-wait.js';

const said = aMessage({
  messageId: 'user-3',
  at: 1_772_702_493_047,
  metrics: {
    stt: { timestampMs: 1_772_702_492_045 },
    interactlyEOU: { turnDetectionTimeMs: 1000, queueLatencyMs: 1 },
  },
});
const answer = aMessage({
  messageId: 'user-3-x',
  role: 'assistant',
  at: 1_772_702_495_958,
  metrics: {
    llm: { queueLatencyMs: 3, responseLatencyMs: 2557 },
    tts: { queueLatencyMs: 2, generationTimeMs: 353 },
  },
});
const callStats = {
  turnsStats: {
    userTurns: [{ start: 7110, end: 11769, messageId: 'user-3' }],
    botTurns: [
      { start: 15902, end: 20080, userMessageId: 'user-3' },
      { start: 20081, end: 23159, userMessageId: 'user-3' },
    ],
  },
};

describe('the wait for an answer', () => {
  it('is the report’s turn times where there are any: the sample turn is 4,133 = 1,001 + 2,560 + 355 + 217', () => {
    expect(waitOf(said, answer, callStats)).toEqual({
      totalMs: 4_133,
      until: 'heard',
      parts: [
        { stage: 'vad', ms: 1_001 },
        { stage: 'llm', ms: 2_560 },
        { stage: 'tts', ms: 355 },
        { stage: 'rest', ms: 217 },
      ],
      overlapMs: 0,
      tone: 'bad',
    });
  });

  it('ends when the answer is ready while there is no report, and says what overlaps', () => {
    expect(waitOf(said, answer, null)).toMatchObject({ totalMs: 3_913, until: 'ready', overlapMs: 3 });
  });

  it('is unknown where nobody measured it', () => {
    expect(waitOf(aMessage(), answer, null)).toBeNull();
    expect(waitOf(said, aMessage({ role: 'assistant', at: 0 }), 'no stats')).toBeNull();
  });

  it('takes a number that is none, or below zero, for nothing', () => {
    const odd = { ...answer, metrics: { llm: { responseLatencyMs: '2557' }, tts: { generationTimeMs: -5 } } };

    expect(waitOf(said, odd, callStats)?.parts.map(({ stage }) => stage)).toEqual(['vad', 'rest']);
  });
});
