import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { ask } from '../../tools/fuzz/ask.js';
import { storedContent } from '../../tools/fuzz/expected.js';
import { startFuzzedServices, type FuzzedServices } from '../../tools/fuzz/fuzzed-services.js';
import { Judge } from '../../tools/fuzz/judge.js';
import { Watch } from '../../tools/fuzz/watch.js';
import { buildIfStale } from '../support/build-if-stale.js';

const LIMIT = 5 * 1024 * 1024;
const HALF = 2_000_000;
const BUDGET_MS = 180_000;

const told = (call: string, more: string) =>
  Buffer.from(
    `{"message":{"type":"conversation-update","timestamp":1772702480000,${more},"call":{"id":"${call}","status":"ongoing"}}}`,
  );
const messages = (count: number, make: (index: number) => string) =>
  `"messages":[${Array.from({ length: count }, (_, index) => make(index)).join(',')}]`;
const members = (count: number) =>
  Array.from({ length: count }, (_, index) => `"${index.toString(36)}":1`).join(',');

const GIANTS: readonly (readonly [what: string, body: Buffer])[] = [
  [
    'a hundred thousand messages',
    told(
      'm1',
      messages(100_000, (at) => `{"messageId":"u${at}","text":"${at}"}`),
    ),
  ],
  [
    'a million and a half messages that say nothing',
    told(
      'm2',
      messages(1_500_000, () => '{}'),
    ),
  ],
  [
    'messages nested four thousand deep',
    told(
      'm3',
      messages(600, () => `{"text":${'['.repeat(4_000)}${']'.repeat(4_000)}}`),
    ),
  ],
  ['nesting a million deep', told('n1', `"error":${'['.repeat(HALF / 2)}${']'.repeat(HALF / 2)}`)],
  ['half a million results', told('r1', `"analysis":{${members(450_000)}}`)],
  ['an error of half a million members', told('e1', `"error":{${members(450_000)}}`)],
  ['a million strings that look like JSON', told('s1', `"odd":[${'"[",'.repeat(1_200_000)}1]`)],
  ['a text of five megabytes', told('t1', `"messages":[{"text":"${'\\u0000'.repeat(860_000)}"}]`)],
  [
    'a million members named __proto__',
    told('p1', `"odd":{${'"__proto__":{},'.repeat(300_000)}"constructor":1}`),
  ],
];

let services: FuzzedServices;
let judge: Judge;
beforeAll(async () => {
  await buildIfStale();
  services = await startFuzzedServices({});
  judge = new Judge(services.redisUrl, services.gateway.url);
}, BUDGET_MS);
afterAll(async () => {
  judge.close();
  await services.stop();
}, BUDGET_MS);

/** Posts while every service is asked ten times a second whether it lives; what went wrong of that, in sentences. */
async function posting(bodies: readonly Buffer[]): Promise<{ statuses: number[]; faults: string[] }> {
  const { ingest, projector, gateway } = services;
  const watches = await Promise.all([ingest, projector, gateway].map((service) => Watch.of(service)));
  const statuses: number[] = [];
  for (const body of bodies) statuses.push((await ask(`${ingest.url}/webhook`, body)).status);
  const unfinished = await judge.drained(() => false);
  const seen = await Promise.all(watches.map((watch) => watch.stop()));
  console.log(
    seen
      .map(
        ({ name, longestStallMs, mbBefore, mbMost }) =>
          `${name}: longest stall ${longestStallMs} ms, ${mbBefore} -> ${mbMost} MB`,
      )
      .join('\n'),
  );
  return { statuses, faults: [...unfinished, ...seen.flatMap(({ faults }) => faults)] };
}

describe('a giant of a body', () => {
  it.each(GIANTS)(
    'of %s stalls nobody, is stored, and makes the call its facts say, beside an untouched neighbour',
    async (_, giant) => {
      expect(giant.length).toBeLessThan(LIMIT);
      const neighbour = told(
        'neighbour',
        '"messages":[{"messageId":"user-1","role":"user","text":"Hello."}]',
      );
      await judge.clear();

      const { statuses, faults } = await posting([giant, neighbour]);

      expect(faults).toEqual([]);
      expect(statuses).toEqual([200, 200]);
      const call = /"call":\{"id":"(\w+)"/.exec(giant.subarray(-60).toString())?.[1] ?? '';
      expect(await judge.faultsOfCall(call, [storedContent(giant)])).toEqual([]);
      expect(await judge.faultsOfCall('neighbour', [storedContent(neighbour)])).toEqual([]);
      expect(await judge.faultsOfLetters()).toEqual([]);
    },
    BUDGET_MS,
  );

  it(
    'that is no JSON, cut off at the limit or compressed, costs nothing and is told so',
    async () => {
      const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));

      const { statuses, faults } = await posting([
        Buffer.alloc(LIMIT, '['),
        Buffer.from('{"a":'.repeat(1_000_000)),
        bomb,
        Buffer.alloc(LIMIT + 1, ' '),
        Buffer.concat([Buffer.from('{}'), Buffer.alloc(LIMIT - 2, ' ')]),
      ]);

      expect(faults).toEqual([]);
      expect(statuses).toEqual([400, 400, 400, 413, 200]);
      expect(await judge.faultsOfLetters()).toEqual([]);
    },
    BUDGET_MS,
  );
});

describe('a call told more than it can hold', () => {
  it(
    'still ends, and says that it is full',
    async () => {
      await judge.clear();
      const floods = Array.from({ length: 3 }, (_, part) =>
        told(
          'full',
          messages(9_000, (at) => `{"messageId":"u${part}-${at}","text":"${at}"}`),
        ),
      );
      const end = Buffer.from(
        '{"message":{"type":"end-of-call-report","timestamp":1772702490000,"call":{"id":"full"}}}',
      );

      const { statuses, faults } = await posting([...floods, end]);

      expect(faults).toEqual([]);
      expect(statuses).toEqual([200, 200, 200, 200]);
      const { text } = await ask(`${services.gateway.url}/api/calls/full`);
      expect(JSON.parse(text)).toMatchObject({
        view: {
          status: { current: 'finished' },
          warnings: [expect.objectContaining({ code: 'call-full' })],
        },
      });
    },
    BUDGET_MS,
  );
});
