import type { CallModel, Change, ChangeEntry, EventFacts } from '#call-store';
import type { Fact } from '#contracts';
import { mergeFacts, type Facts } from '#projection';
import { partitionOf, type Partition, type RedisClient } from '#service';
import { partitionKeys } from '../../libs/call-store/call-keys.js';
import { decodeChange } from '../../libs/call-store/change.js';
import type { StoredCall } from '../../libs/call-store/stored-call.js';

/** For facts that mean nothing: keys that begin with `n:` are counted, and held back from a full call. */
export const plainModel: CallModel = {
  model: 1,
  counterOf: (key) => (key.startsWith('n:') ? 'things' : ''),
  isCapped: (key) => key.startsWith('n:'),
  full: ['warn:full', '1', '"full"'],
};

let receipts = 0;

/** An event that says these facts, as a projector hands it to the store; it stands in no stream unless told where. */
export function saying(facts: readonly Fact[], its: Partial<EventFacts> = {}): EventFacts {
  const receipt = `R${String(++receipts).padStart(9, '0')}`;
  const receivedAt = its.receivedAt ?? 1_772_702_480_000 + receipts;
  const record = { type: 'status-update', hash: 'h', path: '/', bytes: 1, status: null, messages: 0 };
  return {
    position: `${receivedAt}-0`,
    receipt,
    receivedAt,
    late: false,
    record: JSON.stringify({ ...record, receivedAt, eventTime: null }),
    facts,
    rowFacts: [],
    ...its,
  };
}

/** Everything a partition's changes stream says, in order. */
export async function readChanges(redis: RedisClient, partition: Partition): Promise<ChangeEntry[]> {
  const entries = await redis.xrange(partitionKeys(partition).changes, '-', '+');
  return entries.map(([, fields]) => decodeChange(fields));
}

/** The changes published of a call, in order. */
export async function changesOf(
  redis: RedisClient,
  partitions: readonly Partition[],
  call: string,
): Promise<Change[]> {
  const changes = await readChanges(redis, partitionOf(call, partitions));
  return changes.flatMap((change) => (change.kind === 'changed' && change.call === call ? [change] : []));
}

/** What is wrong with the changes published of a call: every version once, in order, and together they are the call. */
export function faultsOf(stored: StoredCall, published: readonly Change[]): string[] {
  const faults: string[] = [];
  const changes = published.filter(({ epoch }) => epoch === stored.epoch);
  const versions = changes.map(({ from, version }) => `${from}>${version}`);
  const expected = Array.from({ length: stored.version }, (_, index) => `${index}>${index + 1}`);
  if (versions.join() !== expected.join())
    faults.push(`versions ${versions.join()} of a call at ${stored.version}`);
  const replayed: Facts = new Map();
  const changedAt = new Map<string, number>();
  for (const { facts, version } of changes) {
    const won = facts ?? factsSince(stored, version);
    for (const fact of won) changedAt.set(fact[0], version);
    if (mergeFacts(replayed, won).length < won.length) faults.push(`version ${version} repeats`);
  }
  const facts = stored.facts.map(({ fact }) => fact);
  if (inOrder(facts) !== inOrder(replayed.values())) faults.push('the changes do not add up to the call');
  for (const { version, fact } of stored.facts) {
    if (changedAt.get(fact[0]) !== version)
      faults.push(`${fact[0]} is of version ${version}, published otherwise`);
  }
  return faults;
}

/** As a reader does when a change was too large to carry its facts; what was changed again later is not told twice. */
function factsSince({ facts }: StoredCall, version: number): Fact[] {
  return facts.filter((one) => one.version === version).map(({ fact }) => fact);
}

/** Facts as one text that is equal for equal facts. */
export function inOrder(facts: Iterable<Fact>): string {
  return JSON.stringify([...facts].toSorted(([one], [other]) => (one < other ? -1 : Number(one > other))));
}
