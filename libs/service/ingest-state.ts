import { z } from 'zod';
import type { IngestState } from '#contracts';
import type { RedisClient } from './redis.js';

/** What an ingest has to say since its last report: counts are increments. */
export interface IngestReport {
  readonly secret: 'required' | 'open';
  readonly lastEventAt: number | null;
  readonly refused: IngestState['refused'];
  readonly spooled: number;
}

const KEY = 'callboard:ingest';
const KINDS = ['secret', 'tooLarge', 'notJson', 'notStored'] as const;

/**
 * What all ingests of an installation told of themselves: one hash in Redis. A report whose reply was lost may have
 * been counted and be sent again, so counts are never too low but may be too high.
 */
export class IngestStateStore {
  constructor(private readonly redis: RedisClient) {}

  async add({ secret, lastEventAt, refused, spooled }: IngestReport): Promise<void> {
    const step = this.redis.multi().hset(KEY, 'secret', secret);
    if (lastEventAt !== null) step.hset(KEY, 'lastEventAt', lastEventAt);
    for (const kind of KINDS) {
      const { count, lastAt } = refused[kind];
      if (count > 0) step.hincrby(KEY, `${kind}.count`, count);
      if (lastAt !== null) step.hset(KEY, `${kind}.lastAt`, lastAt);
    }
    if (spooled > 0) step.hincrby(KEY, 'spooled', spooled);
    const results = (await step.exec()) ?? [];
    const failed = results.find(([error]) => error !== null);
    if (failed !== undefined) throw new Error('could not report the state of ingest', { cause: failed[0] });
  }

  /** Rejects when Redis can't be asked. */
  async read(): Promise<IngestState> {
    return stateOf(await this.redis.hgetall(KEY));
  }
}

const count = z.coerce.number().int().nonnegative().catch(0);
const time = z.coerce.number().int().positive().nullable().catch(null);

const Stored = z.object({
  secret: z.enum(['required', 'open']).or(z.literal('unknown')).catch('unknown'),
  lastEventAt: time,
  'secret.count': count,
  'secret.lastAt': time,
  'tooLarge.count': count,
  'tooLarge.lastAt': time,
  'notJson.count': count,
  'notJson.lastAt': time,
  'notStored.count': count,
  'notStored.lastAt': time,
  spooled: count,
});

function stateOf(hash: Record<string, string>): IngestState {
  const stored = Stored.parse(hash);
  const refusals = (kind: (typeof KINDS)[number]) => ({
    count: stored[`${kind}.count`],
    lastAt: stored[`${kind}.lastAt`],
  });
  return {
    secret: stored.secret,
    lastEventAt: stored.lastEventAt,
    refused: {
      secret: refusals('secret'),
      tooLarge: refusals('tooLarge'),
      notJson: refusals('notJson'),
      notStored: refusals('notStored'),
    },
    spooled: stored.spooled,
  };
}
