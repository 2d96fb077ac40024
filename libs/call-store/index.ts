export { CallRetention } from './call-retention.js';
export type { CallModel, EventFacts } from './call-model.js';
export { CallStore, type Merged, type UnpackedCall } from './call-store.js';
export type { Change, ChangeEntry } from './change.js';
export { ChangeFeed, type ChangeListener } from './change-feed.js';
export { encodeRecord, type RecordOfEvent, type StoredRecord } from './event-records.js';
export { keptChanges } from './kept-changes.js';
export type { OldCall } from './oldest-calls.js';
export type { StoredCall, StoredRow } from './stored-call.js';
