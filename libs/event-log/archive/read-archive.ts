import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { codeOf } from '#service';

/**
 * Whether all of a file can be read. `torn`: it ends in the middle of what was being written when its writer died, which
 * was acknowledged to nobody; `damaged`: nothing of it
 * can be trusted.
 */
export type FileState = 'whole' | 'torn' | 'damaged';

export interface ReadLine {
  /** From 1. */
  readonly number: number;
  /** `undefined`: it is no text, or longer than any event. */
  readonly text: string | undefined;
}

/** More than an event takes whose body may be a line, every character of it escaped. */
const MAX_LINE_BYTES = 300 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Reads a file through and keeps nothing of it: cheap beside what its lines cost. Rejects with the disk's error. */
export async function stateOf(path: string): Promise<FileState> {
  if (!(await isCompressed(path))) return 'whole';
  try {
    for await (const _ of bytesOf(path, constants.Z_FINISH)) continue;
    return 'whole';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'Z_BUF_ERROR') return 'torn';
    if (code === 'Z_DATA_ERROR') return 'damaged';
    throw error;
  }
}

/** The lines of a file that is whole or torn, as far as it goes; the last piece of one that is torn is left out. */
export async function* linesOf(path: string, state: 'whole' | 'torn'): AsyncGenerator<ReadLine> {
  // As far as it goes: what ends early is no error then, which would cost what was read before it.
  const stream: AsyncIterable<Buffer> = (await isCompressed(path))
    ? bytesOf(path, constants.Z_SYNC_FLUSH)
    : createReadStream(path);
  const lines = new Lines();
  let number = 0;
  for await (const chunk of stream) {
    for (const text of lines.take(chunk)) yield { number: ++number, text };
  }
  if (state !== 'whole') return;
  for (const text of lines.end()) yield { number: ++number, text };
}

/** Cuts bytes into lines, without their ends; `undefined` stands for one that is no text or too long. */
class Lines {
  private parts: Buffer[] = [];
  private bytes = 0;

  *take(chunk: Buffer): Generator<string | undefined> {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.keep(chunk.subarray(from, end));
      yield this.line();
      from = end + 1;
    }
    this.keep(chunk.subarray(from));
  }

  *end(): Generator<string | undefined> {
    if (this.bytes > 0) yield this.line();
  }

  private keep(part: Buffer): void {
    this.bytes += part.length;
    if (this.bytes > MAX_LINE_BYTES) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  private line(): string | undefined {
    const line = Buffer.concat(this.parts);
    const isText = this.bytes <= MAX_LINE_BYTES && isUtf8(line);
    this.parts = [];
    this.bytes = 0;
    return isText ? line.toString('utf8') : undefined;
  }
}

function bytesOf(path: string, finishFlush: number): Readable {
  const plain = createGunzip({ finishFlush });
  // It ends the one when the other fails; who reads is told by the stream itself.
  return pipeline(createReadStream(path), plain, () => undefined);
}

async function isCompressed(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead > 0 && (path.endsWith('.gz') || buffer.readUInt16BE() === 0x1f8b);
  } finally {
    await file.close();
  }
}
