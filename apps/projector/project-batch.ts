import type { Fact } from '#contracts';
import { encodeRecord, type EventFacts, type RecordOfEvent } from '#call-store';
import type { CallBatch, CallEvent } from '#event-log';
import { eventSummary, factsOf, rowFactsOf } from '#projection';

/** What the events of a batch say, ready to be merged; pure. */
export function projectBatch(batch: CallBatch): EventFacts[] {
  return batch.events.map((event) => {
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
  });
}

function recordOf(event: CallEvent, facts: readonly Fact[]): RecordOfEvent {
  const { type, receivedAt, hash, path } = event;
  return { type, receivedAt, hash, path, bytes: event.body.length, ...eventSummary(event.content, facts) };
}
