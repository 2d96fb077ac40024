import type { Deletions } from '#call-store';
import type { Log } from '#service';
import type { Chore } from './chore.js';

/** A rewrite copies all that Redis holds: however much is deleted, not more often than this. */
const AT_MOST_EVERY_MS = 60_000;

/** What was deleted stands in Redis's append-only file until that is rewritten: it is asked to, for all since the last time. */
export class ForgetOnDisk implements Chore {
  readonly name = 'forgetting on disk what was deleted';
  private notBefore = -Infinity;

  constructor(
    private readonly deletions: Deletions,
    private readonly log: Log,
  ) {}

  async run(): Promise<void> {
    if (performance.now() < this.notBefore) return;
    const outcome = await this.deletions.forgetOnDisk();
    if (outcome === 'nothing to forget') return;
    this.notBefore = performance.now() + AT_MOST_EVERY_MS;
    this.log.log({ message: 'deleted calls on disk', outcome });
  }
}
