import { describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, record, string, uint8Array } from 'fast-check';
import { decodeChunk, encodeChunk, UnreadablePack } from './packed-chunk.js';

const entry = (position: string, ...texts: string[]) => ({
  position,
  fields: texts.map((text) => Buffer.from(text)),
});

describe('a chunk of packed events', () => {
  it('gives back every byte of what went in, in order', async () => {
    const bytes = uint8Array({ maxLength: 300 }).map((bits) => Buffer.from(bits));
    const entries = array(record({ position: string(), fields: array(bytes) }), {
      maxLength: 20,
    });

    await assert(
      asyncProperty(entries, async (packed) => {
        expect(await decodeChunk(await encodeChunk(packed))).toEqual(
          packed.map(({ position, fields }) => ({ position: position.toWellFormed(), fields })),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('is small though every event repeats the ones before', async () => {
    const texts = Array.from({ length: 200 }, (_, n) => `message ${n}: ${'word '.repeat(n % 17)}${n * 7919}`);
    const entries = texts.map((_, n) => entry(`${n}-0`, 'body', JSON.stringify(texts.slice(0, n + 1))));
    const posted = entries.reduce((sum, { fields }) => sum + (fields[1]?.length ?? 0), 0);

    const chunk = await encodeChunk(entries);

    expect(posted).toBeGreaterThan(1_000_000);
    expect(chunk.length).toBeLessThan(10_000);
  });

  it('is not guessed at when it is of another format', async () => {
    const chunk = await encodeChunk([entry('1-0', 'id', 'R1')]);
    chunk[0] = 2;

    await expect(decodeChunk(chunk)).rejects.toThrow(UnreadablePack);
    await expect(decodeChunk(Buffer.alloc(0))).rejects.toThrow(UnreadablePack);
  });

  it('is not read in part when it is damaged', async () => {
    const chunk = await encodeChunk([entry('1-0', 'id', 'R1'), entry('2-0', 'id', 'R2')]);

    await expect(decodeChunk(chunk.subarray(0, -5))).rejects.toThrow(UnreadablePack);
  });
});
