import { z } from 'zod';

/**
 * One thing an event says about a call: `[key, rank, value]`.
 *
 * - `key` names what is said; of two facts with one key the greater rank is kept.
 * - `rank` is fixed-width ASCII per kind of key, so comparing bytes is comparing rank, in JavaScript and in Lua.
 * - `value` is JSON text; it is never compared.
 */
export const Fact = z.tuple([z.string(), z.string(), z.string()]).readonly();
export type Fact = z.infer<typeof Fact>;
