import { MASKED } from './masked.js';

export interface SecretsMask {
  /** Masks every occurrence of a configured secret in a value. */
  readonly inValue: (text: string) => string;
  /** The same in a key. */
  readonly inKey: (key: string) => string;
}

// A shorter secret is part of too many words: masking it everywhere would leave nothing to read.
const LEAST_LENGTH_IN_VALUES = 4;
// Keys say what is what (`message`, `call`, `id`); masking one of them would lose the event.
const LEAST_LENGTH_IN_KEYS = 10;

/**
 * Finds the secrets this installation is configured with, as they are, percent-encoded and JSON-escaped. Shorter ones
 * than four characters are masked only where they are the whole value.
 */
export function maskOfSecrets(secrets: readonly string[]): SecretsMask {
  return {
    inValue: replacing(secrets, LEAST_LENGTH_IN_VALUES),
    inKey: replacing(
      secrets.filter((secret) => secret.length >= LEAST_LENGTH_IN_KEYS),
      LEAST_LENGTH_IN_KEYS,
    ),
  };
}

function replacing(secrets: readonly string[], leastLength: number): (text: string) => string {
  const spellings = new Set(secrets.filter((secret) => secret !== '').flatMap(spellingsOf));
  const anywhere = [...spellings].filter((spelling) => spelling.length >= leastLength);
  if (anywhere.length === 0) return (text) => (spellings.has(text) ? MASKED : text);
  // The longest first: of two secrets that begin alike no rest may stay.
  const pattern = anywhere
    .toSorted((a, b) => b.length - a.length)
    .map(literal)
    .join('|');
  const secret = new RegExp(pattern, 'g');
  return (text) => (spellings.has(text) ? MASKED : text.replace(secret, MASKED));
}

function spellingsOf(secret: string): string[] {
  const wellFormed = secret.toWellFormed();
  return [secret, encodeURIComponent(wellFormed), encodeURI(wellFormed), JSON.stringify(secret).slice(1, -1)];
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
