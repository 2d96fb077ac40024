import type { MessageSaid } from './message-parts.js';
import { objectOf, textOf, type JsonObject } from './json.js';

// A fact's value comes from Redis, a socket or a file: it is read as carefully as a payload.

/** The value of a fact; `null` when it is no JSON. */
export function valueOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

export function objectIn(json: string): JsonObject {
  return objectOf(valueOf(json)) ?? {};
}

/** The value of a `text:` or `bare:` fact. */
export function messageIn(json: string): MessageSaid {
  const { text, role, messageId, timestamp, index } = objectIn(json);
  return {
    text: typeof text === 'string' ? text : '',
    role: textOf(role) ?? 'unknown',
    messageId: textOf(messageId) ?? null,
    timestamp: timestamp ?? null,
    index: typeof index === 'number' ? index : 0,
  };
}
