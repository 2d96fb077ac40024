import type { NewEvent } from '#contracts';
import { eventIn, linesOf, stateOf, UnreadableLine } from '#event-log';
import { InFlight } from './in-flight.js';

export interface ImportParts {
  /** Rejects when this event can't be taken. */
  readonly append: (event: NewEvent) => Promise<void>;
  /** What a reader should know at once. */
  readonly say: (line: string) => void;
}

export interface ImportReport {
  events: number;
  /** Lines that are no event, or none that could be taken. */
  badLines: number;
  /** Files that can't be read to their end, for another reason than the death of who wrote them. */
  badFiles: number;
  tornFiles: number;
  /** Of the oldest event, epoch ms. */
  oldestAt: number;
}

const MOST_TOLD = 50;

/** Appends the events of files to a log; what can't be read is told and left out. */
export class Import {
  readonly report: ImportReport = { events: 0, badLines: 0, badFiles: 0, tornFiles: 0, oldestAt: Infinity };
  private readonly inFlight = new InFlight();

  constructor(private readonly parts: ImportParts) {}

  /** Resolves when every event of the files was taken or told of. */
  async run(files: readonly string[]): Promise<void> {
    for (const file of files) await this.readFile(file);
    await this.inFlight.done();
  }

  private async readFile(file: string): Promise<void> {
    try {
      const state = await stateOf(file);
      if (state === 'torn') {
        this.report.tornFiles++;
        this.parts.say(
          `${file} ends in the middle of an entry, as when its writer died; what is whole is taken`,
        );
      }
      if (state === 'damaged') {
        // What is unpacked of it before the damage shows may be wrong already.
        this.badFile(file, 'is damaged and left out; look at what "gzip -dc" makes of it, and import that');
        return;
      }
      for await (const { number, text } of linesOf(file, state)) {
        const place = `${file}:${number}`;
        const event = text === undefined ? undefined : this.eventAt(place, text);
        if (text === undefined) this.badLine(place, 'it is no text, or too long');
        if (event !== undefined) await this.inFlight.add(event.body.length, () => this.append(place, event));
      }
    } catch (error) {
      this.badFile(file, `can't be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private eventAt(place: string, text: string): NewEvent | undefined {
    if (text.trim() === '') return undefined;
    try {
      return eventIn(text);
    } catch (error) {
      if (!(error instanceof UnreadableLine)) throw error;
      this.badLine(place, error.message);
      return undefined;
    }
  }

  private async append(place: string, event: NewEvent): Promise<void> {
    try {
      await this.parts.append(event);
      this.report.events++;
      this.report.oldestAt = Math.min(this.report.oldestAt, event.receivedAt);
    } catch (error) {
      this.badLine(place, error instanceof Error ? error.message : String(error));
    }
  }

  private badLine(place: string, reason: string): void {
    this.report.badLines++;
    if (this.report.badLines <= MOST_TOLD) this.parts.say(`${place}: skipped, ${reason}`);
    if (this.report.badLines === MOST_TOLD) this.parts.say('further lines that are skipped are only counted');
  }

  private badFile(file: string, reason: string): void {
    this.report.badFiles++;
    this.parts.say(`${file} ${reason}`);
  }
}
