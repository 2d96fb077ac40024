import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { setImmediate as settled } from 'node:timers/promises';
import { factsByKey } from '../../test/support/live/followed-call.js';
import type { Watcher } from './call-room.js';
import { CallRooms } from './call-rooms.js';
import { aChange, aFact } from './testing/a-change.js';
import { ModelClient } from './testing/model-client.js';
import { ModelRedis } from './testing/model-redis.js';

const CALL = 'WC-1';

type Step =
  | { readonly does: 'change'; readonly key: string; readonly carriesFacts: boolean }
  | { readonly does: 'remove' | 'save' | 'restart' | 'see' | 'answer' | 'tell' | 'skip' | 'join' }
  | { readonly does: 'stop' | 'go on' | 'ask' | 'reconnect'; readonly client: number };

const client = fc.integer({ min: 0, max: 3 });
const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('change'),
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      carriesFacts: fc.integer({ min: 0, max: 5 }).map((number) => number > 0),
    }),
  },
  { weight: 6, arbitrary: fc.constant<Step>({ does: 'tell' }) },
  { weight: 4, arbitrary: fc.constantFrom<Step>({ does: 'see' }, { does: 'answer' }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ does: 'remove' }, { does: 'remove' }, { does: 'skip' }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ does: 'save' }, { does: 'restart' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ does: 'join' }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('stop', 'go on', 'ask', 'reconnect'), client }) },
);

describe('clients of a call that follow the protocol', () => {
  it('hold what Redis holds once nothing changes any more, whatever happened in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { minLength: 10, maxLength: 100, size: 'max' }), async (steps) => {
        const redis = new ModelRedis(CALL);
        const rooms = new CallRooms(redis.read);
        const clients: ModelClient[] = [];
        const context = {
          rooms,
          wireEpoch: (_call: string, epoch: string) => `${epoch}.${redis.run}`,
          seen: () => Promise.resolve({ firstSeen: 1, lastSeen: 1 }),
        };
        const take = (step: Step) => {
          switch (step.does) {
            case 'change':
              return redis.change(step.key, step.carriesFacts);
            case 'remove':
            case 'save':
            case 'see':
            case 'answer':
              return redis[step.does]();
            case 'restart':
              redis.restart();
              return losePlace();
            case 'skip':
              // The feed fell behind what is kept.
              while (redis.next() !== undefined);
              return losePlace();
            case 'tell':
              return tell();
            case 'join':
              if (clients.length < 4) clients.push(new ModelClient(CALL, context));
              return undefined;
            case 'stop':
            case 'go on':
              return clients[step.client]?.setWritable(step.does === 'go on');
            case 'ask':
            case 'reconnect':
              return clients[step.client]?.[step.does]();
          }
        };
        const tell = () => {
          const entry = redis.next();
          if (entry === 'removed') rooms.removed(CALL);
          else if (entry !== undefined) rooms.changed(entry);
        };
        const losePlace = () => {
          rooms.clear();
          for (const one of clients) one.reset();
        };

        for (const step of steps) {
          take(step);
          await settled();
        }
        for (const one of clients) one.setWritable(true);
        const isQuiet = () => redis.isQuiet && clients.every(({ followed }) => followed.isSettled);
        for (let rounds = 0; !isQuiet(); rounds++) {
          if (rounds > 1_000) throw new Error('it never becomes quiet');
          tell();
          redis.answer();
          await settled();
        }

        const facts = factsByKey(redis.stored?.facts.map(({ fact }) => fact) ?? []);
        for (const { followed } of clients) {
          expect(followed.facts).toEqual(facts);
          expect(followed.version).toBe(redis.stored?.version ?? 0);
        }
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);
});

describe('a room', () => {
  it('is left when its last watcher goes, and holds no call then', async () => {
    const rooms = new CallRooms(() => Promise.resolve(undefined));
    const [one, other] = [aWatcher(), aWatcher()];
    await Promise.all([rooms.join(CALL, one), rooms.join(CALL, one), rooms.join(CALL, other)]);

    rooms.leave(CALL, one);
    expect(rooms.calls).toEqual([CALL]);
    rooms.leave(CALL, other);
    rooms.leave(CALL, other);

    expect(rooms.calls).toEqual([]);
  });

  it('that could not be read is closed, and read anew for the next who asks', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve(undefined)];
    const rooms = new CallRooms(() => answers.shift() ?? Promise.resolve(undefined));
    const watcher = aWatcher();

    const joined = await Promise.allSettled([rooms.join(CALL, watcher), rooms.join(CALL, watcher)]);
    expect(joined.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(rooms.calls).toEqual([]);

    expect(rooms.isIn(await rooms.join(CALL, watcher), watcher)).toBe(true);
  });

  it('that could not be read again after a gap is tried until it can, for no later change need come', async () => {
    const stored = { epoch: 'epoch', version: 3, facts: [{ version: 3, fact: aFact('key-3') }] };
    const answers = [() => Promise.resolve(undefined), away, away, () => Promise.resolve(stored)];
    const rooms = new CallRooms(() => (answers.shift() ?? away)());
    const told = new Promise<number>((resolve) => {
      void rooms.join(CALL, { moved: ({ version }) => resolve(version), removed: () => undefined });
    });
    await settled();

    rooms.changed(aChange({ version: 3, facts: undefined }));

    expect(await told).toBe(3);
  });

  it('is not what a watcher is in that waited while all rooms were cleared', async () => {
    const redis = new ModelRedis(CALL);
    const rooms = new CallRooms(redis.read);
    const watcher = aWatcher();
    const joining = rooms.join(CALL, watcher);

    rooms.clear();
    redis.answer();

    expect(rooms.isIn(await joining, watcher)).toBe(false);
    expect(rooms.calls).toEqual([]);
  });
});

function away(): Promise<never> {
  return Promise.reject(new Error('away'));
}

function aWatcher(): Watcher {
  return { moved: () => undefined, removed: () => undefined };
}
