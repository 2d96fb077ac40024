import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Traffic } from '../support/traffic.js';
import { Reader, SystemOnCluster } from './system-on-cluster.js';

const MOVES = 10;
const SLOTS_A_MOVE = 2;

let system: SystemOnCluster;

beforeAll(async () => {
  system = await SystemOnCluster.start();
}, 60_000);
afterAll(() => system.stop(), 30_000);

describe('a cluster whose slots are moved to and fro under traffic', () => {
  it('loses nothing, changes nothing and shows nobody an error', async () => {
    const traffic = new Traffic(system.services.ingestUrl, { calls: 8, seed: 'moved', pauseMs: 100 });
    await system.follow(traffic.calls);
    const url = `${system.services.gatewayUrls[0]}/api/conversations/${traffic.calls[0]}`;
    const reader = new Reader(url);

    const moved: number[] = [];
    for (let move = 0; move < MOVES; move++) {
      const [from, to] = [move % 2, (move + 1) % 2];
      moved.push(...(await system.cluster.moveSlots(from, to, SLOTS_A_MOVE)));
    }
    await traffic.end();
    await reader.end();
    const outcome = await system.settle(traffic);

    const { accepted, lost, faults, facts, clients, resets, refusals } = outcome;
    console.log(
      `${MOVES} moves of ${moved.length} slots under ${accepted} events: ${lost} lost, ${traffic.refused} refused by ingest; ` +
        `${facts} facts, ${faults.length} faults; ${clients} clients equal (${resets} resets, ${refusals} refusals); ` +
        `${reader.failures} of ${reader.answers} reads over HTTP failed`,
    );
    expect(moved).toHaveLength(MOVES * SLOTS_A_MOVE);
    expect(faults).toEqual([]);
    expect([lost, traffic.refused, refusals, reader.failures]).toEqual([0, 0, 0, 0]);
    expect(accepted).toBeGreaterThan(100);
  }, 120_000);
});
