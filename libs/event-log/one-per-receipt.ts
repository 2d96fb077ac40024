/** Leaves out what repeats a receipt id: what reached Redis by two ways is one. The first stays. */
export function onePerReceipt<T extends { readonly receipt: string }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ receipt }) => !seen.has(receipt) && seen.add(receipt));
}
