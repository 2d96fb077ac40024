import type { Partition, RedisClient } from '#service';
import { logKeys, PROJECTOR_GROUP } from './log-keys.js';

export interface ProjectionLag {
  /** How much older the last event read is than the last one stored, ms; 0: all are read. */
  readonly lagMs: number;
  /** Projectors that asked for events in the last seconds. */
  readonly projectors: number;
}

const ALIVE_WITHIN_MS = 10_000;

/** How far the projectors are. Told from ids, for Redis's own `lag` is lost with the first deleted entry. */
export async function lagOf(redis: RedisClient, partitions: readonly Partition[]): Promise<ProjectionLag> {
  const alive = new Set<string>();
  let lagMs = 0;
  for (const partition of partitions) {
    const { events } = logKeys(partition);
    if ((await redis.exists(events)) === 0) continue;
    const [stream, groups] = await Promise.all([
      redis.xinfo('STREAM', events),
      redis.xinfo('GROUPS', events),
    ]);
    const group = listOf(groups)
      .map(fieldsOf)
      .find((fields) => fields.get('name') === PROJECTOR_GROUP);
    const stored = millisOf(fieldsOf(stream).get('last-generated-id'));
    if (group === undefined) {
      lagMs = Math.max(lagMs, stored);
      continue;
    }
    lagMs = Math.max(lagMs, stored - millisOf(group.get('last-delivered-id')));
    const consumers = await redis.xinfo('CONSUMERS', events, PROJECTOR_GROUP);
    for (const consumer of listOf(consumers).map(fieldsOf)) {
      if (Number(consumer.get('idle')) < ALIVE_WITHIN_MS) alive.add(String(consumer.get('name')));
    }
  }
  return { lagMs, projectors: alive.size };
}

function fieldsOf(reply: unknown): Map<string, unknown> {
  const list = listOf(reply);
  const fields = new Map<string, unknown>();
  for (let i = 0; i + 1 < list.length; i += 2) fields.set(String(list[i]), list[i + 1]);
  return fields;
}

function listOf(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : [];
}

function millisOf(id: unknown): number {
  return typeof id === 'string' ? Number(id.split('-')[0]) : 0;
}
