import type { Heard, Spoken } from './moment.js';
import type { Pace } from './pace.js';
import type { Random } from './random.js';

/** How long the assistant goes on speaking after the caller has begun to. */
const REACTION_MS = 240;

/** When the caller began to speak over this message. */
export function cutInAt(message: Spoken): number {
  return message.end - REACTION_MS;
}

/** A message of the assistant's answer; it continues `previous`, if there is one. */
export function speak(
  random: Random,
  pace: Pace,
  said: {
    readonly text: string;
    readonly responseMs: number;
    readonly cached: boolean;
    readonly cutsOff: boolean;
  },
  asked: Heard,
  previous: Spoken | undefined,
): Spoken {
  const queueMs = random.int(0, 4);
  const streamedMs = previous?.model ? previous.model.responseMs - said.responseMs + random.int(90, 420) : 0;
  const responseMs = said.responseMs + streamedMs;
  const doneAt = asked.at + queueMs + responseMs;
  const model = said.cached ? undefined : { doneAt, queueMs, responseMs };
  const voice = {
    queueMs: random.int(0, 3),
    generationMs: said.cached ? random.int(4, 12) : random.int(140, 460),
    audioMs: 260 + Math.round(said.text.length * pace.msPerChar),
    cached: said.cached,
  };
  const readyAt = (model?.doneAt ?? asked.at) + voice.queueMs + voice.generationMs;
  const playbackMs = pace.playbackMs + random.int(0, 12);
  // A message that continues an answer is handed to the player when the one before has been played.
  const start = previous ? Math.max(previous.end + 1, readyAt + playbackMs) : readyAt + playbackMs;
  const at = start - playbackMs;
  const playedMs = said.cutsOff
    ? Math.round(voice.audioMs * (random.int(30, 75) / 100)) + REACTION_MS
    : voice.audioMs + random.int(40, 160);
  return {
    kind: 'spoken',
    at,
    answers: asked.id,
    text: said.text,
    token: random.token(10),
    continues: previous !== undefined,
    model,
    voice,
    playerWaitMs: at - (readyAt - voice.generationMs),
    start,
    end: start + playedMs,
    interrupted: said.cutsOff,
  };
}

/** The first words of a call, played from a recording. */
export function theWelcome(random: Random, pace: Pace, text: string): Spoken {
  const generationMs = random.int(4, 9);
  const audioMs = 260 + Math.round(text.length * pace.msPerChar);
  const start = generationMs + pace.playbackMs;
  return {
    kind: 'spoken',
    at: generationMs,
    answers: 'welcome-1',
    text,
    token: '',
    continues: false,
    model: undefined,
    voice: { queueMs: 0, generationMs, audioMs, cached: true },
    playerWaitMs: generationMs,
    start,
    end: start + audioMs + random.int(40, 160),
    interrupted: false,
  };
}
