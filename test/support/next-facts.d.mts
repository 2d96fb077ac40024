import type { Fact } from '#contracts';

export const NEXT_MODEL: number;
export function nextFactsOf(facts: readonly Fact[]): Fact[];
