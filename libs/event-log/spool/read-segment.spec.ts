import { describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, integer, nat, uint8Array } from 'fast-check';
import { crc32 } from 'node:zlib';
import { readSegment, type Damage } from './read-segment.js';
import { encodeHead, encodeHeader, HEAD_BYTES, HEADER_BYTES } from './segment-format.js';

const MARKER = Buffer.from('a1b2c3d4e5f60718', 'hex');
const records = array(
  uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 12 },
);

const segmentOf = (...bodies: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat([
    encodeHeader(MARKER),
    ...bodies.map((body) => Buffer.from(body)).flatMap((body) => [encodeHead(MARKER, body), body]),
  ]);

interface Read {
  readonly records: string[];
  readonly damage: Damage;
  readonly largestRead: number;
}

/** Reads what lies in memory as if it lay on disk; a read beyond it fails the spec. */
async function read(bytes: Buffer): Promise<Read> {
  const found: string[] = [];
  let largestRead = 0;
  const reading = readSegment({
    size: bytes.length,
    async read(position, length) {
      if (position + length > bytes.length) throw new RangeError('reads beyond its end');
      largestRead = Math.max(largestRead, length);
      return bytes.subarray(position, position + length);
    },
  });
  for (let next = await reading.next(); ; next = await reading.next()) {
    if (next.done === true) return { records: found, damage: next.value, largestRead };
    found.push(next.value.toString('hex'));
  }
}

const hex = (...texts: readonly string[]): string[] => texts.map((text) => Buffer.from(text).toString('hex'));
const INTACT: Damage = { places: 0, bytes: 0 };

describe('a segment', () => {
  it('gives every record that was written to it, in order', async () => {
    await assert(
      asyncProperty(records, async (written) => {
        const { records: found, damage } = await read(segmentOf(...written));

        expect(found).toEqual(written.map((record) => record.toString('hex')));
        expect(damage).toEqual(INTACT);
      }),
    );
  });

  it('cut off at any byte gives what is whole, and is not called damaged', async () => {
    await assert(
      asyncProperty(records, nat(), async (written, at) => {
        const whole = segmentOf(...written);
        const cut = at % (whole.length + 1);

        const { records: found, damage } = await read(whole.subarray(0, cut));

        const ends = written.map((_, index) => segmentOf(...written.slice(0, index + 1)).length);
        const fits = ends.filter((end) => end <= cut).length;
        expect(found).toEqual(written.slice(0, fits).map((record) => record.toString('hex')));
        expect(damage).toEqual(INTACT);
      }),
    );
  });

  it('with one wrong byte loses one record at most, gives no wrong one, and says so', async () => {
    await assert(
      asyncProperty(records, nat(), integer({ min: 1, max: 255 }), async (written, at, flip) => {
        const bytes = segmentOf(...written);
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ flip;

        const { records: found, damage } = await read(bytes);

        const hit = written.findIndex((_, index) => place < segmentOf(...written.slice(0, index + 1)).length);
        const others = written.filter((_, index) => place < HEADER_BYTES || index !== hit);
        expect(found).toEqual(others.map((record) => record.toString('hex')));
        expect(damage.places).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  it('of any other bytes gives nothing, and is damaged', async () => {
    await assert(
      asyncProperty(uint8Array({ minLength: HEADER_BYTES, maxLength: 2000 }), async (bytes) => {
        const { records: found, damage } = await read(Buffer.from(bytes));

        expect(found).toEqual([]);
        expect(damage.places > 0).toBe(bytes.some((byte) => byte !== 0));
      }),
    );
  });

  it('whose end was never written is torn, not damaged, as power loss leaves it', async () => {
    const bytes = Buffer.concat([segmentOf('one'), Buffer.alloc(200_000)]);

    expect(await read(bytes)).toMatchObject({ records: hex('one'), damage: INTACT });
  });

  it('of which only the size was written is torn, not damaged', async () => {
    expect(await read(Buffer.alloc(200_000))).toMatchObject({ records: [], damage: INTACT });
  });

  it('with a page missing in its middle goes on behind it', async () => {
    const large = Buffer.alloc(150_000, 'x').toString();
    const bytes = segmentOf('one', large, 'two', large, 'three');
    bytes.fill(0, 100_000, 200_000);

    const { records: found, damage } = await read(bytes);

    expect(found).toEqual(hex('one', 'three'));
    expect(damage).toEqual({ places: 1, bytes: segmentOf(large, 'two', large).length - HEADER_BYTES });
  });

  it('never asks for more than is there, whatever a length says', async () => {
    const bytes = segmentOf('one', 'two', 'three');
    bytes.writeUInt32BE(0xfffffff0, segmentOf('one').length + 8);

    const { records: found, damage, largestRead } = await read(bytes);

    expect(found).toEqual(hex('one', 'three'));
    expect(damage).toEqual({ places: 1, bytes: HEAD_BYTES + 3 });
    expect(largestRead).toBeLessThanOrEqual(bytes.length);
  });

  it('takes nothing a body says for a record, also behind a damaged place', async () => {
    const forged = segmentOf('forged').subarray(HEADER_BYTES);
    const guessed = Buffer.concat([Buffer.alloc(8, 1), forged.subarray(8)]);
    const bytes = segmentOf(guessed, 'two');
    bytes[HEADER_BYTES] = (bytes[HEADER_BYTES] ?? 0) ^ 1;

    expect((await read(bytes)).records).toEqual(hex('two'));
  });

  it('of another version is left alone as a whole', async () => {
    const bytes = segmentOf('one');
    bytes[7] = 2;
    bytes.writeUInt32BE(crc32(bytes.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4);

    expect(await read(bytes)).toMatchObject({ records: [], damage: { places: 1, bytes: bytes.length } });
  });
});
