/** What stands in place of a value that was masked. */
export const MASKED = '[masked]';
