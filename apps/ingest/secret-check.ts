import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export type SecretVerdict = 'right' | 'missing' | 'wrong';
export type SecretCheck = (headers: IncomingHttpHeaders) => SecretVerdict;

/**
 * Checks what a webhook shows in `x-interactly-secret` or as `Authorization: Bearer`: one of the secrets, so that they
 * can be rotated. The time it takes tells nothing about them. No secrets: everything is right.
 */
export function secretCheckOf(secrets: readonly string[]): SecretCheck {
  if (secrets.length === 0) return () => 'right';
  const digests = secrets.flatMap(spellingsOf).map(digestOf);
  return (headers) => {
    const shown = shownIn(headers);
    if (shown.length === 0) return 'missing';
    const matches = shown.flatMap((value) =>
      digests.map((digest) => timingSafeEqual(digestOf(value), digest)),
    );
    return matches.includes(true) ? 'right' : 'wrong';
  };
}

/** As bytes: Node reads header values as Latin-1, whatever the sender meant. */
function shownIn(headers: IncomingHttpHeaders): Buffer[] {
  const own = headers['x-interactly-secret'];
  const bearer = /^bearer\s+(.*)$/is.exec(headers.authorization ?? '')?.[1];
  return [own, bearer]
    .filter((value) => typeof value === 'string')
    .filter((value) => value !== '')
    .map((value) => Buffer.from(value, 'latin1'));
}

/** Senders write an umlaut in a header as UTF-8 or as Latin-1. */
function spellingsOf(secret: string): Buffer[] {
  const isLatin1 = /^[\0-\xff]*$/.test(secret);
  return [Buffer.from(secret), ...(isLatin1 ? [Buffer.from(secret, 'latin1')] : [])];
}

function digestOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
