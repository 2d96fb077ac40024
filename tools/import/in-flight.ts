/** Of what is under way at once; bodies are held twice while they are compressed. */
const MOST = 16;
const MOST_BYTES = 32 * 1024 * 1024;

/** Lets so much be under way at once and no more. */
export class InFlight {
  private readonly running = new Set<Promise<void>>();
  private bytes = 0;

  /** Resolves when the work has begun. `work` never rejects. */
  async add(bytes: number, work: () => Promise<void>): Promise<void> {
    while (this.running.size >= MOST || (this.running.size > 0 && this.bytes + bytes > MOST_BYTES))
      await Promise.race(this.running);
    this.bytes += bytes;
    const running: Promise<void> = work().finally(() => {
      this.bytes -= bytes;
      this.running.delete(running);
    });
    this.running.add(running);
  }

  async done(): Promise<void> {
    await Promise.all(this.running);
  }
}
