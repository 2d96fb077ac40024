/** What is under way at one time: so many, and so many bytes, at most. */
export class InFlight {
  private readonly tasks = new Set<Promise<void>>();
  private bytes = 0;

  constructor(
    private readonly maxTasks: number,
    private readonly maxBytes: number,
  ) {}

  /** `task` must not reject. */
  add(task: Promise<void>, bytes: number): void {
    const done = task.finally(() => {
      this.tasks.delete(done);
      this.bytes -= bytes;
    });
    this.tasks.add(done);
    this.bytes += bytes;
  }

  /** Resolves when another one may be added. */
  async untilRoom(): Promise<void> {
    while (this.tasks.size > 0 && (this.tasks.size >= this.maxTasks || this.bytes >= this.maxBytes)) {
      await Promise.race(this.tasks);
    }
  }

  async untilEmpty(): Promise<void> {
    await Promise.all(this.tasks);
  }
}
