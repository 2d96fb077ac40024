import type { RunTerms } from './run-fault.js';

/** What `npm test` can afford: `npm run faults -- --short` is the same. */
export const SHORT: Pick<RunTerms, 'size' | 'traffic'> = {
  size: { ingests: 2, projectors: 3, gateways: 1 },
  traffic: { rate: 60, seconds: 7 },
};
