import type { Fact } from '#contracts';
import { encodeRecord, type EventFacts, type RecordOfEvent } from '#call-store';
import type { CallBatch, CallEvent } from '#event-log';
import { eventSummary } from '#projection';
import { LARGE_BYTES, ownTurn } from '#service';
import type { Projection } from './projection.js';

/** What the events of a batch say, ready to be merged. Lets others have their turn before each large event. */
export async function projectBatch(batch: CallBatch, projection: Projection): Promise<EventFacts[]> {
  const projected: EventFacts[] = [];
  for (const event of batch.events) {
    if (event.body.length >= LARGE_BYTES) await ownTurn();
    projected.push(project(event, projection));
  }
  return projected;
}

function project(event: CallEvent, { factsOf, rowFactsOf }: Projection): EventFacts {
  const facts = factsOf(event.content);
  return {
    position: event.position,
    receipt: event.receipt,
    receivedAt: event.receivedAt,
    late: event.late === true,
    record: encodeRecord(recordOf(event, facts)),
    facts,
    rowFacts: rowFactsOf(facts),
  };
}

function recordOf(event: CallEvent, facts: readonly Fact[]): RecordOfEvent {
  const { type, receivedAt, hash, path } = event;
  return { type, receivedAt, hash, path, bytes: event.body.length, ...eventSummary(event.content, facts) };
}
