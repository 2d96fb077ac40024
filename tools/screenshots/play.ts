import { callScript, type CallEvent, type CallScript } from '../simulate/call-script.js';
import { postWebhook } from '../simulate/post-webhook.js';
import { prefixOf, randomOf } from '../simulate/random.js';
import { SCENARIOS } from '../simulate/scenario.js';
import { CAST, type Role } from './cast.js';

/** The calls of the pictures, as they stand at this moment. */
export class Play {
  private readonly scripts: ReadonlyMap<string, CallScript>;
  /** What the newest call says after this moment. */
  private unsaid: readonly CallEvent[] = [];

  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {
    const now = Date.now();
    this.scripts = new Map(CAST.map((role) => [role.name, scriptOf(role, now - role.agoS * 1000)]));
  }

  idOf(name: string): string {
    return this.scripts.get(name)?.id ?? name;
  }

  /** Posts all that was said until now. */
  async begin(): Promise<void> {
    for (const { name, agoS } of CAST) {
      const events = this.scripts.get(name)?.events ?? [];
      for (const event of events.filter(({ atMs }) => atMs <= agoS * 1000)) await this.post(event);
      this.unsaid = events.filter(({ atMs }) => atMs > agoS * 1000);
    }
  }

  /** Posts the next two things the newest call says. */
  async goOn(): Promise<void> {
    for (const event of this.unsaid.slice(0, 2)) await this.post(event);
    this.unsaid = this.unsaid.slice(2);
  }

  private async post({ body }: CallEvent): Promise<void> {
    const answer = await postWebhook(this.url, this.secret, body);
    if (answer.kind !== 'answered' || answer.status !== 200) throw new Error('a webhook was not taken');
  }
}

function scriptOf({ name, scenario, happenings = [] }: Role, startAt: number): CallScript {
  const chosen = SCENARIOS.find((known) => known.name === scenario) ?? SCENARIOS[0];
  return callScript(randomOf(name), chosen, { startAt, run: prefixOf(name), happenings });
}
