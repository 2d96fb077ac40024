import type { Profile } from './profile.js';

/** What one side says and the other answers. */
export interface Exchange {
  /** Utterances in a row; each is a message of its own, only the last is answered. */
  readonly user: readonly string[];
  /** Sentences that are each a message of their own; none: nobody answers. */
  readonly assistant: readonly string[];
  /** Written by the model, never heard: the next utterance cuts it off. */
  readonly skipped?: readonly string[];
  /** The answer is played from a recording, no model is asked. */
  readonly cached?: boolean;
  /** The answer is so late that a hang is reported before it comes. */
  readonly hangs?: boolean;
  readonly error?: CallError;
}

/** `message.error`, as the provider sends it. */
export interface CallError {
  readonly type: 'llm_error' | 'stt_error';
  readonly code: string;
  readonly message: string;
  readonly provider: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, string | number>>;
}

/** What the analysis after the call says of it. */
export interface Result {
  readonly summary: string;
  readonly success: 'Excellent' | 'Good' | 'Fair' | 'Poor';
  readonly structuredData: Readonly<Record<string, string | number | boolean>>;
  readonly outcome: string;
}

/** A whole conversation as it is written, before anybody has said it. */
export interface Dialogue {
  readonly profile: Profile;
  readonly exchanges: readonly Exchange[];
  /** Goodbyes; what is added to a conversation comes before them. */
  readonly closing: readonly Exchange[];
  readonly result: Result;
  /** Values the assistant was started with. */
  readonly variables: Readonly<Record<string, string>>;
}

/** `said('Hello.', 'Hi!', 'How can I help?')`: one utterance, answered in one or more messages. */
export function said(user: string | readonly string[], ...assistant: readonly string[]): Exchange {
  return { user: typeof user === 'string' ? [user] : user, assistant };
}

/** How many messages its transcript will have, without the welcome. */
export function messagesIn(exchanges: readonly Exchange[]): number {
  return exchanges.reduce((sum, exchange) => sum + exchange.user.length + exchange.assistant.length, 0);
}
