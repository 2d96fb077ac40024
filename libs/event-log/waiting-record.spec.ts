import { describe, expect, it } from '@jest/globals';
import type { NewEvent } from '#contracts';
import { decodeEntry, encodeEntry } from './entry.js';
import { packRecord, UnreadableRecord, unpackRecord, type LogRecord } from './waiting-record.js';

const event: NewEvent = {
  receipt: '01KJZ0000000000000000000R1',
  type: 'late',
  call: 'WC 🙂 \0|{x}',
  receivedAt: 1_772_702_480_279,
  path: '/webhook?a=b',
  body: Buffer.from(JSON.stringify({ text: 'Größe 🙂 '.repeat(2_000) })),
  hash: 'ab'.repeat(32),
  headers: { 'user-agent': 'é' },
};
const letter = { receipt: 'R2', reason: 'no JSON', path: '/', receivedAt: 5, bytes: 3, excerpt: '{"ä' };

async function packed(changes: Partial<NewEvent> = {}): Promise<Buffer> {
  return packRecord({ kind: 'event', event: await encodeEntry({ ...event, ...changes }) });
}
const entryOf = (record: LogRecord) => {
  if (record.kind !== 'event') throw new Error('it is no event');
  return { call: record.event.call, fields: record.event.fields.map((field) => Buffer.from(field)) };
};

const aPart = (text: string): Buffer => Buffer.concat([Buffer.of(0, 0, 0, text.length), Buffer.from(text)]);

describe('an event that waits on disk', () => {
  it('comes back as it was encoded, but late', async () => {
    const { call, fields } = entryOf(unpackRecord(await packed()));

    expect(call).toBe(event.call);
    expect(await decodeEntry('1-0', fields)).toMatchObject({ ...event, late: true });
  });

  it('still belongs to no call when it did not', async () => {
    const { call, fields } = entryOf(unpackRecord(await packed({ call: undefined })));

    expect(call).toBeUndefined();
    expect(await decodeEntry('1-0', fields)).toMatchObject({ call: undefined, late: true });
  });
});

describe('a letter that waits on disk', () => {
  it('comes back as it was', () => {
    expect(unpackRecord(packRecord({ kind: 'letter', letter }))).toEqual({ kind: 'letter', letter });
  });
});

describe('a record that says nothing we know', () => {
  it.each([
    ['is empty', Buffer.alloc(0)],
    ['names no kind we know', Buffer.concat([aPart('epistle'), aPart('{}')])],
    ['is a letter without content', Buffer.concat([aPart('letter'), aPart('{}')])],
    ['is an event without fields', Buffer.concat([aPart('event'), aPart('WC')])],
    ['is an event with half a field', Buffer.concat([aPart('event'), aPart('WC'), aPart('id')])],
    ['claims more than there is', Buffer.concat([aPart('event'), Buffer.of(255, 255, 255, 255, 1)])],
  ])('and %s is told apart from a failure', (_, bytes) => {
    expect(() => unpackRecord(bytes)).toThrow(UnreadableRecord);
  });

  it('is one that was cut anywhere but between its parts', async () => {
    const whole = await packed();

    for (const cut of [1, 3, 5, 10, whole.length - 1]) {
      expect(() => unpackRecord(whole.subarray(0, cut))).toThrow(UnreadableRecord);
    }
  });
});
