import { describe, expect, it } from '@jest/globals';
import { anything, assert, constantFrom, json, oneof, property, stringify } from 'fast-check';
import { readEnvelope } from '#contracts';
import { anyEvent } from '../../libs/projection/testing/hostile.js';
import { maskEvent } from '../../apps/ingest/mask-event.js';
import { maskOfSecrets } from '../../apps/ingest/mask-secrets.js';
import { MASKED } from '../../apps/ingest/masked.js';

const SECRET = 'our-own-webhook-secret';
const secrets = maskOfSecrets([SECRET]);
const planted = constantFrom(
  `{"message":{"text":"${SECRET}"}}`,
  `{"a":{"secret":{"deep":["${SECRET}",1,null,true]}}}`,
  `{"server":{"headers":{"X":"${SECRET}"},"url":"https://u:p@a/?t=${SECRET}"}}`,
);
const anyBody = oneof(
  json(),
  anyEvent.map((event) => JSON.stringify(event)),
  planted,
);

describe('a masked body', () => {
  it('is the body but for values that were masked, and says nothing of our secret', () => {
    expect.hasAssertions();

    assert(
      property(anyBody, (text) => {
        const { body, masked } = maskEvent(Buffer.from(text), text, secrets);

        const after: unknown = JSON.parse(body.toString());
        expect(differences(JSON.parse(text), after)).toEqual([]);
        expect(body.toString()).not.toContain(SECRET);
        expect(body.equals(Buffer.from(text))).toBe(masked === 0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is masked already', () => {
    expect.hasAssertions();

    assert(
      property(anyBody, (text) => {
        const once = maskEvent(Buffer.from(text), text, secrets).body;
        const twice = maskEvent(once, once.toString(), secrets).body;

        expect(twice.toString()).toBe(once.toString());
      }),
      { numRuns: 500 },
    );
  });
});

describe('the envelope of anything at all', () => {
  it('has a type, and a call or none', () => {
    expect.hasAssertions();

    assert(
      property(oneof(anyEvent, anything()), (body) => {
        const { call, type } = readEnvelope(body);

        expect([stringify(body), type.length > 0 && type.length <= 100 && type.isWellFormed()]).toEqual([
          stringify(body),
          true,
        ]);
        expect(call === undefined || (call !== '' && call.length <= 256 && call.isWellFormed())).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Where two values differ, other than by something that was masked. */
function differences(before: unknown, after: unknown, path = '$'): string[] {
  if (typeof after === 'string' && after.includes(MASKED)) return [];
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) {
    return Object.is(before, after) ? [] : [path];
  }
  const names = Object.keys(before);
  if (names.join('\n') !== Object.keys(after).join('\n')) return [path];
  const values: readonly unknown[] = Object.values(after);
  return Object.values(before).flatMap((value, index) =>
    differences(value, values[index], `${path}.${names[index]}`),
  );
}
