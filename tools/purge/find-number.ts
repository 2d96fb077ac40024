import { CallRebuild, CallStore } from '#call-store';
import { DeadLetters, EventLog, type ReadEvent } from '#event-log';
import type { Installation } from '../installation.js';
import { saysNumber } from './says-number.js';

/** Where a number was found. */
export interface Found {
  readonly calls: readonly string[];
  /** How many events that belong to no call. */
  readonly unassigned: number;
  /** Ids of dead letters. */
  readonly letters: readonly string[];
}

const MAX_UNASSIGNED = 1_000;
const MAX_LETTERS = 1_000;

/** All that an installation keeps, as a search for a number sees it. */
export class NumberSearch {
  private readonly store: CallStore;
  private readonly listed: CallRebuild;
  private readonly log: EventLog;
  private readonly letters: DeadLetters;

  constructor({ redis, partitions }: Installation, mintEpoch: () => string) {
    this.store = new CallStore(redis, partitions, mintEpoch);
    this.listed = new CallRebuild(redis, partitions, mintEpoch);
    this.log = new EventLog(redis, partitions);
    this.letters = new DeadLetters(redis, partitions);
  }

  async find(digits: string): Promise<Found> {
    const calls: string[] = [];
    for await (const call of this.listed.calls()) {
      const stored = await this.store.read(call);
      const says = ({ fact: [key, , value] }: { fact: readonly [string, string, string] }) =>
        saysNumber(`${key} ${value}`, digits);
      if (saysNumber(call, digits) || stored?.facts.some(says) === true) calls.push(call);
    }
    const unassigned = (await this.log.readUnassigned(MAX_UNASSIGNED)).filter(isOf(digits)).length;
    const letters = (await this.letters.list(MAX_LETTERS)).filter(({ excerpt, call }) =>
      saysNumber(`${call ?? ''} ${excerpt}`, digits),
    );
    return { calls: [...new Set(calls)], unassigned, letters: letters.map(({ id }) => id) };
  }

  async remove({ calls, letters }: Found, digits: string): Promise<void> {
    for (const call of calls) await this.store.delete(call);
    for (const letter of letters) await this.letters.discard(letter);
    await this.log.removeUnassigned(isOf(digits));
  }
}

function isOf(digits: string): (event: ReadEvent) => boolean {
  return ({ body }) => saysNumber(body.toString('utf8'), digits);
}
