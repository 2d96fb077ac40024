/** Unpacked chunks that were just read, for whoever reads a call's events one by one. */
export class ChunkCache<Chunk> {
  private readonly held = new Map<string, { readonly chunk: Promise<Chunk>; readonly bytes: number }>();
  private bytes = 0;

  constructor(
    private readonly maxBytes = 64 * 1024 * 1024,
    /** What was deleted must not stay for long. */
    private readonly keptMs = 30_000,
  ) {}

  /**
   * @param name names the content: another one, another name
   * @param bytes of the chunk when it is unpacked; one that does not fit is not kept
   */
  get(name: string, bytes: number, unpack: () => Promise<Chunk>): Promise<Chunk> {
    const known = this.held.get(name);
    if (known !== undefined) return known.chunk;
    const chunk = unpack();
    if (bytes > this.maxBytes) return chunk;
    this.held.set(name, { chunk, bytes });
    this.bytes += bytes;
    for (const [oldest] of this.held) {
      if (this.bytes <= this.maxBytes) break;
      this.drop(oldest);
    }
    setTimeout(() => this.drop(name), this.keptMs).unref();
    chunk.catch(() => this.drop(name));
    return chunk;
  }

  private drop(name: string): void {
    const held = this.held.get(name);
    if (held === undefined) return;
    this.held.delete(name);
    this.bytes -= held.bytes;
  }
}
