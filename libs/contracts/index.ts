export { readEnvelope } from './envelope.js';
export { EventRecord, type NewEvent, type StoredEvent } from './event.js';
export { Fact } from './fact.js';
export {
  CALL_GROUPS,
  UnwatchCall,
  WatchCall,
  WatchCalls,
  type CallChanged,
  type CallSnapshot,
  type CallsChanged,
  type CallsSnapshot,
  type ClientEvents,
  type Figures,
  type IngestState,
  type Pulse,
  type Refusals,
  type Refused,
  type ServerEvents,
} from './live.js';
export { Row } from './row.js';
export { lifecycleOf, STATUSES, type Status } from './status.js';
export { StoreUse, Usage } from './usage.js';
