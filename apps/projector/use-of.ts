import type { StoreUse } from '#contracts';
import type { Holding } from '#service';

/** What is told of a store. */
export function useOf({ bytes, count, oldestAt }: Holding, budgetBytes: number, at: number): StoreUse {
  return { at, bytes, budgetBytes, count, oldestAt: oldestAt ?? null };
}
