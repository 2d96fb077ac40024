import { setTimeout as delay } from 'node:timers/promises';
import { ulid } from 'ulid';
import { CallStore } from '#call-store';
import type { Fact } from '#contracts';
import { DeadLetters, lagOf, PROJECTOR_GROUP } from '#event-log';
import { callView, factsOf, mergeFacts, rowOf, type Facts } from '#projection';
import { connectRedis, partitionsOf } from '#service';
import { logKeys } from '../../libs/event-log/log-keys.js';
import { ask } from './ask.js';
import { jsonIn } from './expected.js';

const DRAINED_WITHIN_MS = 300_000;
const LETTERS = 500;

/** Looks at what stands in Redis and at the gateway, and says what is wrong with it. */
export class Judge {
  private readonly redis;
  private readonly partitions = partitionsOf(16);
  private readonly store;
  private readonly letters;

  constructor(
    redisUrl: string,
    private readonly gatewayUrl: string,
  ) {
    this.redis = connectRedis({ redisUrl, redisClusterNodes: [] });
    this.store = new CallStore(this.redis, this.partitions, ulid);
    this.letters = new DeadLetters(this.redis, this.partitions);
  }

  /** Resolves when no event waits and none is pending; with a fault when that takes too long. */
  async drained(isOver: () => boolean): Promise<string[]> {
    const deadline = performance.now() + DRAINED_WITHIN_MS;
    for (;;) {
      const unfinished = await this.unfinished();
      if (unfinished === 0) return [];
      if (isOver() || performance.now() > deadline) return [`${unfinished} events were never finished`];
      await delay(50);
    }
  }

  /** What is wrong with a call, given what the accepted bodies say of it. */
  async faultsOfCall(call: string, contents: readonly unknown[]): Promise<string[]> {
    const stored = await this.store.read(call);
    if (stored === undefined) return ['it is not there'];
    const said: Facts = new Map();
    for (const content of contents) mergeFacts(said, factsOf(content));
    const facts = stored.facts.map(({ fact }): Fact => fact);
    const faults: string[] = [];
    if (inOrder(facts) !== inOrder(said.values())) faults.push('it is not what its events say');
    const records = await this.store.records(call);
    if (records.length !== contents.length)
      faults.push(`it remembers ${records.length} events of ${contents.length}`);
    callView(said);
    const row = await this.store.readRow(call);
    const place = { call, epoch: stored.epoch, version: stored.version, firstSeen: 0, lastSeen: 0 };
    rowOf(new Map((row?.facts ?? []).map((fact) => [fact[0], fact])), place);
    const shown = await ask(`${this.gatewayUrl}/api/calls/${encoded(call)}`);
    if (shown.status !== 200)
      faults.push(`the gateway answers ${shown.status} for it: ${shown.text.slice(0, 200)}`);
    return faults;
  }

  /** The pages of the gateway's list name each call once. */
  async faultsOfPages(calls: ReadonlySet<string>): Promise<string[]> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const listed = await this.listed();
      if (listed.length === calls.size && listed.every((call) => calls.has(call))) return [];
      if (performance.now() > deadline)
        return [
          `the pages list ${listed.length} calls (${new Set(listed).size} different), not ${calls.size}`,
        ];
      await delay(100);
    }
  }

  /** Letters there should not be: of JSON, and of what ingest had taken. */
  async faultsOfLetters(): Promise<string[]> {
    return (await this.letters.list(LETTERS)).flatMap(({ reason, excerpt, bytes }) =>
      reason.startsWith('The body is') && (bytes > excerpt.length || jsonIn(excerpt) === undefined)
        ? []
        : [`a dead letter (${reason}): ${excerpt.slice(0, 300)}`],
    );
  }

  async clear(): Promise<void> {
    await this.store.deleteAll();
    await this.letters.removeAll();
  }

  close(): void {
    this.redis.disconnect();
  }

  private async unfinished(): Promise<number> {
    const { lagMs } = await lagOf(this.redis, this.partitions);
    let count = lagMs > 0 ? 1 : 0;
    for (const partition of this.partitions) {
      const [pending] = await this.redis
        .xpending(logKeys(partition).events, PROJECTOR_GROUP)
        .catch((): unknown[] => [0]);
      count += Number(pending);
    }
    return count;
  }

  private async listed(): Promise<string[]> {
    const listed: string[] = [];
    let before = '';
    for (;;) {
      const { text } = await ask(`${this.gatewayUrl}/api/calls?limit=500${before}`);
      const page = jsonIn(text)?.value;
      if (typeof page !== 'object' || page === null || !('calls' in page) || !Array.isArray(page.calls))
        return listed;
      for (const row of page.calls) listed.push(String(row.call));
      if (!('next' in page) || typeof page.next !== 'string') return listed;
      before = `&before=${encodeURIComponent(page.next)}`;
    }
  }
}

function inOrder(facts: Iterable<Fact>): string {
  return JSON.stringify([...facts].toSorted(([one], [other]) => (one < other ? -1 : Number(one > other))));
}

/** Dots as well: `..` would be taken for the folder above. */
function encoded(call: string): string {
  return encodeURIComponent(call).replaceAll('.', '%2E');
}
