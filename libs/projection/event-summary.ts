import type { Fact } from '#contracts';
import { eventTime } from './event-time.js';
import { member, objectOf, textOf } from './json.js';
import { MESSAGE, STATUS } from './keys.js';
import { objectIn } from './value-of.js';

/** What a list of a call's events shows of one. */
export interface EventSummary {
  /** When it says it happened, epoch ms. */
  readonly eventTime: number | null;
  readonly status: string | null;
  /** Messages it repeats or brings. */
  readonly messages: number;
}

/** @param facts what `factsOf` says of the body */
export function eventSummary(body: unknown, facts: readonly Fact[]): EventSummary {
  const message = objectOf(member(objectOf(body), 'message'));
  const status = facts.find(([key]) => key.startsWith(STATUS));
  return {
    eventTime: message === undefined ? null : eventTime(message),
    status: status === undefined ? null : (textOf(objectIn(status[2])['status']) ?? null),
    messages: facts.filter(([key]) => key.startsWith(MESSAGE)).length,
  };
}
