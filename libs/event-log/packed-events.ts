import { partitionOf, type Partition, type RedisClient } from '#service';
import { ChunkCache } from './chunk-cache.js';
import { packKeys } from './log-keys.js';
import { decodeIndex, NO_PACK, type PackIndex } from './pack-index.js';
import { decodeChunk, type RawEntry } from './packed-chunk.js';

type Entries = ReadonlyMap<string, RawEntry>;

/** Events of calls that have ended, each call's packed together; they are found here as if they stood in the stream. */
export class PackedEvents {
  private readonly cache = new ChunkCache<Entries>();

  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
  ) {}

  async index(call: string): Promise<PackIndex> {
    const [version, index] = await this.redis.hmgetBuffer(this.keyOf(call), 'version', 'index');
    if (!version || !index) return NO_PACK;
    return decodeIndex(version.toString(), index);
  }

  /** Of these places those that are packed. */
  async read(call: string, positions: readonly string[]): Promise<RawEntry[]> {
    const { version, chunks } = await this.index(call);
    const found: RawEntry[] = [];
    for (const [number, chunk] of chunks.entries()) {
      const packed = new Set(chunk.positions);
      const wanted = positions.filter((position) => packed.has(position));
      if (wanted.length === 0) continue;
      const entries = await this.cache.get(`${version}/${number}`, chunk.bytes, () =>
        this.unpack(call, number),
      );
      found.push(...wanted.flatMap((position) => entries.get(position) ?? []));
    }
    return found;
  }

  /** A chunk's entries; none when it is gone. */
  async readChunk(call: string, number: number): Promise<RawEntry[]> {
    const packed = await this.redis.hgetBuffer(this.keyOf(call), String(number));
    return packed === null ? [] : decodeChunk(packed);
  }

  private async unpack(call: string, number: number): Promise<Entries> {
    const entries = await this.readChunk(call, number);
    return new Map(entries.map((entry) => [entry.position, entry]));
  }

  private keyOf(call: string): string {
    return packKeys(partitionOf(call, this.partitions), call).pack;
  }
}
