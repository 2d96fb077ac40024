export { callView } from './call-view.js';
export { eventSummary, type EventSummary } from './event-summary.js';
export { toEpochMs } from './event-time.js';
export { factsOf } from './facts-of.js';
export { counterOf, isOfMessages } from './keys.js';
export { lineOf, type Line } from './line-of.js';
export { mergeFacts, type Facts } from './merge-facts.js';
export { rowFactsOf } from './row-facts-of.js';
export { rowOf, type RowPlace } from './row-of.js';
export { compareRows, isLive, matchesFilter } from './row-order.js';
export type {
  AssistantView,
  CallView,
  ErrorView,
  MessageView,
  ReportView,
  StatusStep,
  StatusView,
  WarningView,
} from './view.js';

/** Of the facts this code makes; greater is newer. A call merged by newer code is left to newer code. */
export const PROJECTION_MODEL = 1;
