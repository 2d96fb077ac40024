import { expect } from '@jest/globals';
import { eventually } from '../eventually.js';
import type { FollowedCall } from './followed-call.js';
import type { LiveServices } from './live-services.js';

/** Waits until a client's version of a call is the one in Redis, and asserts that its facts are, too. */
export async function untilEqual(
  call: FollowedCall,
  { store, factsOf }: Pick<LiveServices, 'store' | 'factsOf'>,
): Promise<void> {
  await eventually(
    async () => {
      const stored = await store.read(call.call);
      return { here: call.version, there: stored?.version ?? 0, isSettled: call.isSettled };
    },
    ({ here, there, isSettled }) => isSettled && here === there,
  );
  expect(call.facts).toEqual(await factsOf(call.call));
}
