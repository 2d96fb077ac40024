import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { assert, property, shuffledSubarray } from 'fast-check';
import { conversationUpdates } from './testing/corpus-conversation-updates.js';
import { happenings } from './testing/corpus-happenings.js';
import { others } from './testing/corpus-others.js';
import { reports } from './testing/corpus-reports.js';
import { statusUpdates } from './testing/corpus-status-updates.js';
import type { Samples } from './testing/corpus-view.js';
import { factsIn, rowIn, viewOf } from './testing/folded.js';

/** Public sample bodies beside the repository; they have no licence and are no part of it. */
const CORPUS = '../shared/payloads';
const ONE_CALL = 'WC-82015760-c3bd-427d-a23b-ba9b07e4ab85';
const SHUFFLES = 199;

const files = existsSync(CORPUS) ? readdirSync(CORPUS).filter((file) => file.endsWith('.json')) : [];
const samples: Samples = { ...statusUpdates, ...conversationUpdates, ...reports, ...happenings, ...others };
const whenPresent = files.length === 0 ? describe.skip : describe;
const printed: string[] = [];
afterAll(() => {
  console.log(printed.join('\n'));
});

it('checks public sample bodies where there are any', () => {
  if (files.length === 0) printed.push(`no public sample body is checked: there is no ${CORPUS}`);

  expect(files.length > 0).toBe(existsSync(CORPUS));
});

whenPresent('every public sample of the provider', () => {
  const ours = files.filter((file) => file.startsWith('interactly-'));

  it('has its view written down', () => {
    expect(Object.keys(samples).toSorted(byName)).toEqual(ours.toSorted(byName));
  });

  it.each(Object.entries(samples))('%s makes exactly its view', (file, viewOfSample) => {
    const body = bodyOf(file);

    const view = viewOf([body]);

    expect(view).toStrictEqual(viewOfSample(body));
  });

  it('is counted', () => {
    printed.push(`${ours.length} public sample bodies make exactly the view written down for them`);

    expect(ours.length).toBeGreaterThan(0);
  });
});

whenPresent('every public sample of the near twin', () => {
  it('says something or nothing, and breaks nothing', () => {
    const twins = files.filter((file) => file.startsWith('vapi-'));

    for (const file of twins) expect(() => rowIn([bodyOf(file)])).not.toThrow();

    printed.push(`${twins.length} public sample bodies of the near twin are read`);
  });
});

whenPresent('the public events of one call', () => {
  const bodies = files
    .filter((file) => readFileSync(`${CORPUS}/${file}`, 'utf8').includes(ONE_CALL))
    .map(bodyOf);

  it('are one call in whatever order they come', () => {
    const [facts, view, row] = [factsIn(bodies), viewOf(bodies), rowIn(bodies)];

    assert(
      property(shuffledSubarray(bodies, { minLength: bodies.length }), (shuffled) => {
        expect(factsIn(shuffled)).toEqual(facts);
        expect(viewOf(shuffled)).toEqual(view);
        expect(rowIn(shuffled)).toEqual(row);
      }),
      { numRuns: SHUFFLES, seed: 1 },
    );

    printed.push(`${bodies.length} public events of one call are the same call in ${SHUFFLES} orders`);
  });

  it('are a call that was queued, answered and finished, with all that was ever said in it', () => {
    const { status, createdAt, startAt, endAt, durationMs, messages, hangs, errors, report } = viewOf(bodies);

    expect(status.history.map(({ status: said, at }) => [said, at])).toEqual([
      ['queued', 1_772_702_480_032],
      ['ongoing', 1_772_702_480_281],
      ['finished', 1_772_702_523_000],
    ]);
    expect({ createdAt, startAt, endAt, durationMs }).toEqual({
      createdAt: Date.UTC(2026, 2, 5, 9, 21, 19, 627),
      startAt: Date.UTC(2026, 2, 5, 9, 21, 20, 63),
      endAt: Date.UTC(2026, 2, 5, 9, 22, 1, 739),
      durationMs: 41_683,
    });
    expect(messages.map(({ messageId, revisions }) => [messageId, revisions.length])).toEqual([
      ['welcome-1', 0],
      ['user-2', 0],
      ['user-1', 4],
      ['user-3', 1],
      ['user-3-WcIrvV6mE7-1772702495604', 0],
      ['user-3-response-1772702495604', 0],
      ['user-4', 0],
      ['user-4-response-1772702521000', 0],
    ]);
    expect(hangs).toEqual([{ at: 1_772_702_490_000 }]);
    expect(errors.map(({ at }) => at)).toEqual([
      1_772_702_485_000, 1_772_702_485_000, 1_772_702_488_000, 1_772_702_495_000, 1_772_702_495_000,
    ]);
    expect(report).toMatchObject({ outcome: 'No appointment booked', success: 'Fair' });
  });
});

function bodyOf(file: string): unknown {
  return JSON.parse(readFileSync(`${CORPUS}/${file}`, 'utf8'));
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
