export { type CallBatch, type CallEvent } from './call-batch.js';
export { DeadLetters, type DeadLetter } from './dead-letters.js';
export { type ReadEvent } from './entry.js';
export { EventConsumer } from './event-consumer.js';
export { EventLog } from './event-log.js';
export { CALL_EVENTS, EventLogServer } from './event-log-server.js';
export { lagOf } from './lag-of.js';
export { PROJECTOR_GROUP } from './log-keys.js';
export { Spool, SpoolFull, SpoolUnusable, type SpoolOptions, type SpoolSegment } from './spool/spool.js';
