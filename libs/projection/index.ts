export { callView } from './call-view.js';
export { eventSummary } from './event-summary.js';
export { factsOf } from './facts-of.js';
export { counterOf, isOfMessages } from './keys.js';
export { lineOf, type Line } from './line-of.js';
export { mergeFacts, type Facts } from './merge-facts.js';
export { rowFactsOf } from './row-facts-of.js';
export { rowOf } from './row-of.js';
export { compareRows, isLive, matchesFilter } from './row-order.js';
export type { CallView, ErrorView, MessageView, StatusStep } from './view.js';

/** Of the facts this code makes; greater is newer. A call merged by newer code is left to newer code. */
export const PROJECTION_MODEL = 1;
