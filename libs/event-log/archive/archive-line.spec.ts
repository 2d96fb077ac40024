import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, json, property } from 'fast-check';
import type { NewEvent } from '#contracts';
import { dayOf, eventIn, lineOf, UnreadableLine } from './archive-line.js';

const event: NewEvent = {
  receipt: '01KJZ0000000000000000000R1',
  type: 'status-update',
  call: 'WC 🙂 \0|{x}',
  receivedAt: Date.UTC(2026, 2, 5, 23, 59, 59, 999),
  path: '/webhook?a=b',
  body: Buffer.from('{"message":{"type":"status-update"}}'),
  hash: 'ab'.repeat(32),
  headers: { 'user-agent': 'é' },
  late: false,
};
const aLine = (changes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...JSON.parse(lineOf(event)), ...changes });

describe('an event as a line', () => {
  it('stands on one line, with its body as text and its time for people and for programs', () => {
    const line = lineOf({ ...event, body: Buffer.from('{\n  "a": 1\n}') });

    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      receipt: '01KJZ0000000000000000000R1',
      type: 'status-update',
      call: 'WC 🙂 \0|{x}',
      receivedAt: 1_772_755_199_999,
      at: '2026-03-05T23:59:59.999Z',
      path: '/webhook?a=b',
      headers: { 'user-agent': 'é' },
      hash: 'ab'.repeat(32),
      late: false,
      body: '{\n  "a": 1\n}',
    });
  });

  it('comes back with every byte of its body, whatever JSON it is and however it is written', () => {
    assert(
      property(json({ stringUnit: 'binary' }), constantFrom('', ' \r\n', '\uFEFF'), (text, before) => {
        const body = Buffer.from(`${before}${text}`);

        expect(eventIn(lineOf({ ...event, body }))).toEqual({ ...event, body });
      }),
    );
  });

  it('keeps bytes that are no text as base64', () => {
    const body = Buffer.from([0x22, 0xff, 0xfe, 0x22]);

    const line = lineOf({ ...event, body });

    expect(JSON.parse(line)).toMatchObject({ base64: body.toString('base64') });
    expect(eventIn(line).body).toEqual(body);
  });

  it('names no call when it has none', () => {
    const line = lineOf({ ...event, call: undefined });

    expect(JSON.parse(line)).toMatchObject({ call: null });
    expect(eventIn(line).call).toBeUndefined();
  });
});

describe('a line from elsewhere', () => {
  it('may have its body as JSON, and no more than what an event needs', () => {
    const { receipt, receivedAt, call } = event;

    const read = eventIn(JSON.stringify({ receipt, receivedAt, call, body: { a: [1, 'b'] } }));

    expect(read).toEqual({
      receipt,
      receivedAt,
      call,
      type: 'unknown',
      path: '/',
      headers: {},
      late: false,
      body: Buffer.from('{"a":[1,"b"]}'),
      hash: createHash('sha256').update('{"a":[1,"b"]}').digest('hex'),
    });
  });

  it.each([
    ['no JSON', '{"receipt":', /it is not JSON/],
    ['no object', '[]', /it is no event/],
    ['a receipt that is none', aLine({ receipt: '../x' }), /its receipt is wrong: no receipt id/],
    ['a time that is none', aLine({ receivedAt: 'now' }), /its receivedAt is wrong/],
    ['a time beyond all dates', aLine({ receivedAt: 8e15 }), /its receivedAt is wrong/],
    ['a call that is too long', aLine({ call: 'x'.repeat(257) }), /its call is wrong/],
    ['a header that is no text', aLine({ headers: { a: 1 } }), /its headers\.a is wrong/],
    ['no body', aLine({ body: undefined }), /it has no body/],
    ['a body that is no JSON', aLine({ body: '{"a' }), /its body is not JSON/],
    ['a body that is nested without end', aLine({ body: '['.repeat(1e6) }), /its body is not JSON/],
  ])('with %s is told from an event, without a word of what it holds', (_, line, message) => {
    expect(() => eventIn(line)).toThrow(UnreadableLine);
    expect(() => eventIn(line)).toThrow(message);
  });
});

describe('the day of an event', () => {
  it.each([
    [Date.UTC(2026, 10, 21), '2026-11-21'],
    [Date.UTC(2026, 10, 21) - 1, '2026-11-20'],
    [-1, 'undated'],
    [8e15, 'undated'],
  ])('that was received at %d is %s', (receivedAt, day) => {
    expect(dayOf(receivedAt)).toBe(day);
  });
});
