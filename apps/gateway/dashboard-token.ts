import { createHash, timingSafeEqual } from 'node:crypto';

const COOKIE = 'callboard';

/** The secret that opens a dashboard which others can reach; the cookie holds its hash, never the token itself. */
export class DashboardToken {
  private readonly hash: Buffer;

  constructor(token: string) {
    this.hash = hashOf(token);
  }

  /** Whether a request carries it: `Authorization: Bearer …`, or the cookie of an earlier sign-in. */
  isIn(headers: {
    readonly authorization?: string | undefined;
    readonly cookie?: string | undefined;
  }): boolean {
    const bearer = /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1];
    if (bearer !== undefined && this.is(bearer)) return true;
    const cookie = new RegExp(`(?:^|;\\s*)${COOKIE}=([0-9a-f]{64})(?:;|$)`).exec(headers.cookie ?? '')?.[1];
    return cookie !== undefined && timingSafeEqual(Buffer.from(cookie, 'hex'), this.hash);
  }

  is(token: string): boolean {
    return timingSafeEqual(hashOf(token), this.hash);
  }

  /** For Set-Cookie: of this site alone, out of reach of scripts. */
  cookie(): string {
    return `${COOKIE}=${this.hash.toString('hex')}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000`;
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
