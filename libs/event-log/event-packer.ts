import { ulid } from 'ulid';
import { partitionOf, type Partition, type RedisClient } from '#service';
import { withPlainBody } from './entry.js';
import { logKeys, packKeys } from './log-keys.js';
import { encodeIndex, type ChunkInfo, type PackIndex } from './pack-index.js';
import { packScript } from './pack.lua.js';
import { encodeChunk, type RawEntry } from './packed-chunk.js';
import { PackedEvents } from './packed-events.js';
import { MAX_EVENTS, nextStep, unpackedOf, type RecordedEvent } from './plan-pack.js';

/** A call to be packed, as it was found. */
export interface CallToPack {
  readonly call: string;
  /** Of the call before its records were read: a deletion since then ends it. */
  readonly epoch: string;
  /** Its mark as unpacked before its records were read; it goes when nothing was merged since. */
  readonly markedAt: string;
  /** In the order the events were received. */
  readonly records: readonly RecordedEvent[];
}

/**
 * `waiting`: a group is not done with some of its events; `changed`: it was deleted or packed by another meanwhile.
 * In both cases what is left to be packed is still marked.
 */
export type PackOutcome = 'packed' | 'waiting' | 'changed';

type Answer = 'ok' | 'waiting' | 'changed';

/** Bodies read from the stream at a time. */
const READ_AT_ONCE = 8;

/** Takes events of calls that are over out of the stream and packs each call's together. */
export class EventPacker {
  private readonly packed: PackedEvents;

  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
  ) {
    this.packed = new PackedEvents(redis, partitions);
  }

  /**
   * Packs what of a call is not packed yet, in steps of a chunk at most, each atomic: whoever is stopped between two has
   * lost nothing. Needs some 65 MB beside a chunk's events, which are 16 MB.
   */
  async pack(toPack: CallToPack): Promise<PackOutcome> {
    let index = await this.packed.index(toPack.call);
    const { events, copies } = unpackedOf(index.chunks, toPack.records);
    // Asked before the work is done: a group may have a long way to go. The newest are the last it comes to.
    const newest = events.slice(-MAX_EVENTS).flatMap(({ positions }) => positions);
    const ready = await this.run(toPack, index, { positions: newest });
    if (ready !== 'ok') return ready;
    let rest = events;
    while (rest.length > 0) {
      const step = nextStep(index.chunks, rest);
      rest = rest.slice(step.events.length);
      const packed = await this.packStep(toPack, index, step);
      if (typeof packed === 'string') return packed;
      index = packed;
    }
    const done = await this.run(toPack, index, { positions: copies, isDone: true });
    return done === 'ok' ? 'packed' : done;
  }

  /** Resolves with the index after it. */
  private async packStep(
    toPack: CallToPack,
    index: PackIndex,
    step: ReturnType<typeof nextStep>,
  ): Promise<PackIndex | Exclude<Answer, 'ok'>> {
    const found = await this.readEvents(toPack.call, step.events);
    if (found.length === 0) return index;
    const isAnew = step.chunk < index.chunks.length;
    const packed = isAnew ? await this.packed.readChunk(toPack.call, step.chunk) : [];
    const entries = [...packed, ...found.map(({ entry }) => entry)];
    const chunks = [...index.chunks.slice(0, step.chunk), infoOf(entries)];
    const newIndex = { version: ulid(), chunks };
    const answer = await this.run(toPack, index, {
      // Of those that were read, and no others: what was not seen must not be removed.
      positions: found.flatMap(({ positions }) => positions),
      written: { newIndex, number: step.chunk, chunk: await encodeChunk(entries) },
    });
    return answer === 'ok' ? newIndex : answer;
  }

  /** The events with their entries, bodies in the clear; without those that are gone. */
  private async readEvents(call: string, events: readonly RecordedEvent[]): Promise<FoundEvent[]> {
    const stream = logKeys(partitionOf(call, this.partitions)).events;
    const found: FoundEvent[] = [];
    for (let i = 0; i < events.length; i += READ_AT_ONCE) {
      const reading = events.slice(i, i + READ_AT_ONCE).map(async ({ positions }) => {
        const entry = await this.readFirst(stream, positions);
        return entry === undefined ? [] : [{ positions, entry }];
      });
      found.push(...(await Promise.all(reading)).flat());
    }
    return found;
  }

  /** Of an event that stands twice the first is enough. */
  private async readFirst(stream: string, positions: readonly string[]): Promise<RawEntry | undefined> {
    for (const position of positions) {
      const [entry] = await this.redis.xrangeBuffer(stream, position, position);
      if (entry !== undefined) return { position, fields: await withPlainBody(entry[1]) };
    }
    return undefined;
  }

  /** The step in Redis; without `written` and `isDone` it is only tried. */
  private async run(
    { call, epoch, markedAt }: CallToPack,
    { version }: PackIndex,
    { positions, written, isDone = false }: Step,
  ): Promise<Answer> {
    const partition = partitionOf(call, this.partitions);
    const keys = packKeys(partition, call);
    const header = {
      call,
      epoch,
      version,
      newVersion: written?.newIndex.version ?? '',
      markedAt: isDone ? markedAt : '',
      from: written?.number ?? 0,
      newest: newestOf(written?.newIndex.chunks ?? []),
      positions,
    };
    const index = written === undefined ? '' : await encodeIndex(written.newIndex.chunks);
    const isTried = written === undefined && !isDone;
    const answer: unknown = await this.redis.eval(
      packScript.lua,
      packScript.numberOfKeys,
      logKeys(partition).events,
      keys.call,
      keys.pack,
      keys.unpacked,
      keys.packs,
      keys.packBytes,
      JSON.stringify(header),
      ...(isTried ? [] : [index]),
      ...(written === undefined ? [] : [written.chunk]),
    );
    if (answer === 'ok' || answer === 'waiting' || answer === 'changed') return answer;
    throw new Error(`packing call ${call}: Redis answered ${String(answer)}`);
  }
}

interface FoundEvent {
  readonly positions: readonly string[];
  readonly entry: RawEntry;
}

interface Step {
  /** To go from the stream. */
  readonly positions: readonly string[];
  readonly written?: { readonly newIndex: PackIndex; readonly number: number; readonly chunk: Buffer };
  readonly isDone?: boolean;
}

function infoOf(entries: readonly RawEntry[]): ChunkInfo {
  const sizes = entries.flatMap(({ fields }) => fields.map(({ length }) => length));
  return {
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    positions: entries.map(({ position }) => position),
  };
}

/** Epoch ms, as the stream's ids have it. */
function newestOf(chunks: readonly ChunkInfo[]): number {
  let newest = 0;
  for (const { positions } of chunks)
    for (const position of positions) newest = Math.max(newest, Number.parseInt(position, 10));
  return newest;
}
