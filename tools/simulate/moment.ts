import type { CallError } from './dialogue.js';

// A conversation in time. All times are ms since its audio began; INTERACTLY's metrics are read off them later, so
// they add up by construction:  user stops ── end of utterance ── model ── voice ── playback ── assistant is heard.

/** Something the caller said. `at`: when it is known that the utterance is over. */
export interface Heard {
  readonly kind: 'heard';
  readonly at: number;
  readonly id: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly turnDetectionMs: number;
  readonly queueMs: number;
  readonly confidence: number;
  /** What this utterance cut off. */
  readonly skipped: readonly string[];
}

/** Something the assistant said. `at`: when its voice is ready to be played, `start` when it is heard. */
export interface Spoken {
  readonly kind: 'spoken';
  readonly at: number;
  /** The message it answers, `welcome-1` for the welcome. */
  readonly answers: string;
  readonly text: string;
  /** The ten characters in its id. */
  readonly token: string;
  /** It follows another message of the same answer. */
  readonly continues: boolean;
  readonly model:
    { readonly doneAt: number; readonly queueMs: number; readonly responseMs: number } | undefined;
  readonly voice: {
    readonly queueMs: number;
    readonly generationMs: number;
    readonly audioMs: number;
    readonly cached: boolean;
  };
  readonly playerWaitMs: number;
  readonly start: number;
  readonly end: number;
  readonly interrupted: boolean;
}

export interface Hung {
  readonly kind: 'hung';
  readonly at: number;
}

export interface Erred {
  readonly kind: 'erred';
  readonly at: number;
  readonly error: CallError;
}

export type Moment = Heard | Spoken | Hung | Erred;
