import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { NewEvent } from '#contracts';
import { decodeEntry, encodeEntry, UnreadableEntry } from './entry.js';

const event: NewEvent = {
  receipt: '01KJZ0000000000000000000R1',
  type: 'status-update',
  call: 'WC 🙂 \0|{x}',
  receivedAt: 1_772_702_480_279,
  path: '/webhook?a=b',
  body: Buffer.from('{"message":{"type":"status-update"}}'),
  hash: 'ab'.repeat(32),
  headers: { 'user-agent': 'é' },
};

async function stored(changes: Partial<NewEvent> = {}): Promise<Buffer[]> {
  const { fields } = await encodeEntry({ ...event, ...changes });
  return fields.map((field) => Buffer.from(field));
}
const fieldsOf = (fields: Readonly<Record<string, string | Buffer>>): Buffer[] =>
  Object.entries({ id: 'R1', at: '5', call: 'WC', body: '{}', ...fields })
    .flat()
    .map((field) => Buffer.from(field));

describe('an event in the log', () => {
  it('comes back as it was', async () => {
    expect(await decodeEntry('1-0', await stored())).toEqual({
      ...event,
      position: '1-0',
      late: false,
      content: { message: { type: 'status-update' } },
    });
  });

  it('comes back byte for byte when it was compressed, and takes less room', async () => {
    const body = Buffer.from(JSON.stringify({ text: 'Größe 🙂 '.repeat(2_000) }));
    const fields = await stored({ body });

    expect(fields.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(body.length / 10);
    expect((await decodeEntry('1-0', fields)).body.equals(body)).toBe(true);
  });

  it('knows that it came by a detour, and that it belongs to no call', async () => {
    expect(await decodeEntry('1-0', await stored({ late: true, call: undefined }))).toMatchObject({
      late: true,
      call: undefined,
    });
  });

  it('is read with a byte order mark before it', async () => {
    const read = await decodeEntry('1-0', await stored({ body: Buffer.from('\uFEFF{"a":1}') }));

    expect(read.content).toEqual({ a: 1 });
  });

  it('makes do with what is missing', async () => {
    expect(await decodeEntry('1-0', fieldsOf({ headers: 'garbage', call: '' }))).toMatchObject({
      type: 'unknown',
      call: undefined,
      path: '/',
      hash: '',
      headers: {},
      late: false,
    });
  });
});

describe('an entry that nobody can read', () => {
  it.each([
    ['without a receipt id', { id: '' }, 'it has no receipt id'],
    ['without a time', { at: '' }, 'it has no time of receipt'],
    ['with garbage for a time', { at: 'soon' }, 'it has no time of receipt'],
    ['that is no JSON', { body: '{"a":' }, 'its body is not JSON'],
    ['that is empty', { body: '' }, 'its body is not JSON'],
    ['compressed in a way nobody knows', { enc: 'br' }, 'decompressed'],
    ['said to be compressed, and is not', { enc: 'gzip', body: 'plain' }, 'decompressed'],
    ['cut off', { enc: 'gzip', body: gzipSync('{"a":1}').subarray(0, 12) }, 'decompressed'],
    ['that is compressed garbage', { enc: 'gzip', body: gzipSync(Buffer.from([0xff, 0xfe])) }, 'not JSON'],
  ])('%s is told apart from a failure', async (_, fields, reason) => {
    const failure = await decodeEntry('7-1', fieldsOf(fields)).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(UnreadableEntry);
    expect(failure).toMatchObject({ position: '7-1', reason: expect.stringContaining(reason) });
  });

  it.each([
    ['of its body', { body: '{"a":' }, '{"a":'],
    ['of its body, unpacked', { enc: 'gzip', body: gzipSync('{"a":') }, '{"a":'],
    ['of a body that is not looked into', { id: '', body: '{}' }, '{}'],
    ['of nothing that is not text', { enc: 'gzip', body: gzipSync('{"a":1}').subarray(0, 12) }, ''],
  ])('brings along the beginning %s', async (_, fields, excerpt) => {
    const failure = await decodeEntry('7-1', fieldsOf(fields)).catch((error: unknown) => error);

    expect(failure).toMatchObject({ excerpt });
  });
});
