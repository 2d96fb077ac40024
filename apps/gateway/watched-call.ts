import type { CallSnapshot, Fact } from '#contracts';
import type { Change, StoredCall } from '#call-store';

/** What became of a change: told on, known already, or not to be understood without reading the call again. */
export type Applied = 'applied' | 'known' | 'gap';

/**
 * A call that somebody watches: its facts with the versions that made them, so that what any client misses is told
 * without asking Redis. Pure; whoever holds it reads the call and hands the changes on.
 */
export class WatchedCall {
  private facts = new Map<string, { readonly version: number; readonly fact: Fact }>();
  private latest: { readonly from: number; readonly facts: readonly Fact[] } = { from: -1, facts: [] };
  private currentEpoch = '';
  private currentVersion = 0;

  constructor(readonly call: string) {}

  /** The call's own epoch; empty while there is no such call. */
  get epoch(): string {
    return this.currentEpoch;
  }

  get version(): number {
    return this.currentVersion;
  }

  load(stored: StoredCall | undefined): void {
    this.currentEpoch = stored?.epoch ?? '';
    this.currentVersion = stored?.version ?? 0;
    this.facts = new Map(stored?.facts.map((versioned) => [versioned.fact[0], versioned]));
    this.latest = { from: -1, facts: [] };
  }

  apply({ epoch, from, version, facts }: Change): Applied {
    const isSame = epoch === this.currentEpoch;
    if (isSame && version <= this.currentVersion) return 'known';
    if (facts === undefined) return 'gap';
    if (!isSame && from === 0) this.load({ epoch, version: 0, facts: [] });
    else if (!isSame || from > this.currentVersion) return 'gap';
    for (const fact of facts) this.facts.set(fact[0], { version, fact });
    this.currentVersion = version;
    this.latest = { from, facts };
    return 'applied';
  }

  /** The facts that are newer than a version. */
  since(version: number): readonly Fact[] {
    if (version === this.latest.from) return this.latest.facts;
    return [...this.facts.values()]
      .filter((versioned) => versioned.version > version)
      .map(({ fact }) => fact);
  }

  /** What a client needs that holds the call as of `since`, if it does. */
  snapshot(since: number | undefined): Pick<CallSnapshot, 'full' | 'version' | 'facts'> {
    const isDelta = since !== undefined && since <= this.currentVersion;
    return { full: !isDelta, version: this.currentVersion, facts: this.since(isDelta ? since : -2) };
  }
}
