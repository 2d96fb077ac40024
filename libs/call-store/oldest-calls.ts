import type { Partition, RedisClient } from '#service';
import { partitionKeys } from './call-keys.js';

export interface OldCall {
  readonly call: string;
  readonly partition: Partition;
  /** Receipt of the last event merged, epoch ms. */
  readonly lastSeen: number;
}

interface Page {
  readonly partition: Partition;
  calls: OldCall[];
  passed: number;
  isLast: boolean;
}

const OLDEST_PAGE = 50;

/** Walks over the calls while they are deleted. Whoever leaves one in place says so, to be led past it. */
export class OldestCalls {
  private readonly pages: Page[];

  constructor(
    private readonly redis: RedisClient,
    partitions: readonly Partition[],
  ) {
    this.pages = partitions.map((partition) => ({ partition, calls: [], passed: 0, isLast: false }));
  }

  async next(): Promise<OldCall | undefined> {
    await Promise.all(this.pages.map((page) => this.fill(page)));
    let oldest: Page | undefined;
    for (const page of this.pages) {
      const [first] = page.calls;
      if (first !== undefined && first.lastSeen < (oldest?.calls[0]?.lastSeen ?? Infinity)) oldest = page;
    }
    return oldest?.calls.shift();
  }

  passOver({ partition }: OldCall): void {
    const page = this.pages.find((one) => one.partition === partition);
    if (page !== undefined) page.passed++;
  }

  private async fill(page: Page): Promise<void> {
    if (page.calls.length > 0 || page.isLast) return;
    const { partition, passed } = page;
    const { activity } = partitionKeys(partition);
    const found = await this.redis.zrange(activity, `${passed}`, `${passed + OLDEST_PAGE - 1}`, 'WITHSCORES');
    for (let i = 0; i + 1 < found.length; i += 2)
      page.calls.push({ call: found[i] ?? '', partition, lastSeen: Number(found[i + 1]) });
    page.isLast = found.length < 2 * OLDEST_PAGE;
  }
}
