import type { Webhook } from './webhook.js';

/** The later body says everything the earlier one said, except when it was said. */
export function repeats(later: Webhook, earlier: Webhook): boolean {
  const { timestamp: _when, type: _kind, ...said } = earlier.message;
  return covers(later.message, said);
}

/** Every part of `some` is in `all`, in the same place and with the same value. */
function covers(all: unknown, some: unknown): boolean {
  if (Object.is(all, some)) return true;
  if (Array.isArray(some)) {
    return (
      Array.isArray(all) && all.length >= some.length && some.every((item, index) => covers(all[index], item))
    );
  }
  return (
    isRecord(some) && isRecord(all) && Object.entries(some).every(([key, value]) => covers(all[key], value))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
