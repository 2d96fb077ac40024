import type { CallView } from '#projection';
import { kindOf, membersOf } from './plain-text.js';

export type Tone = 'ok' | 'warn' | 'bad' | 'plain';

const TONES: ReadonlyMap<string, Tone> = new Map([
  ['excellent', 'ok'],
  ['good', 'ok'],
  ['success', 'ok'],
  ['true', 'ok'],
  ['fair', 'warn'],
  ['poor', 'bad'],
  ['failure', 'bad'],
  ['failed', 'bad'],
  ['false', 'bad'],
]);

/** How a success evaluation reads; vendors use several scales, so what is not known stays plain. */
export function toneOfSuccess(success: unknown): Tone {
  return TONES.get(String(success).toLowerCase()) ?? 'plain';
}

export type Swatch = 'tts' | 'vad' | 'stt' | 'audio' | 'llm' | 'rest';

export interface CostPart {
  readonly name: string;
  readonly swatch: Swatch;
  readonly amount: number;
}

const PARTS: readonly (readonly [field: string, name: string, swatch: Swatch])[] = [
  ['ttsVendorCost', 'Voice', 'tts'],
  ['interactlyCost', 'Interactly', 'vad'],
  ['sttVendorCost', 'Speech to text', 'stt'],
  ['phoneCost', 'Phone line', 'audio'],
  ['llmVendorCost', 'Model', 'llm'],
];

export interface Cost {
  readonly total: number | null;
  readonly parts: readonly CostPart[];
  /** What else the provider counted: characters, tokens, seconds. */
  readonly more: readonly (readonly [string, unknown])[];
}

export function costOf(cost: unknown): Cost | null {
  if (kindOf(cost) === 'number') return { total: Number(cost), parts: [], more: [] };
  const members = new Map(membersOf(cost));
  if (members.size === 0) return null;
  const parts = PARTS.flatMap(([field, name, swatch]): CostPart[] => {
    const amount = members.get(field);
    return typeof amount === 'number' && amount > 0 ? [{ name, swatch, amount }] : [];
  }).toSorted((a, b) => b.amount - a.amount);
  const stated = members.get('totalCost') ?? members.get('total');
  const named = new Set([...PARTS.map(([field]) => field), 'totalCost', 'total']);
  return {
    total: typeof stated === 'number' ? stated : null,
    parts,
    more: [...members].filter(([name, value]) => !named.has(name) && kindOf(value) !== 'empty'),
  };
}

export function formatCost(amount: number): string {
  return amount.toFixed(4);
}

/** Whether the provider has said anything of how the call went. */
export function hasReport({ report }: CallView): boolean {
  const { more, ...named } = report;
  return [...Object.values(named), ...Object.values(more)].some((value) => kindOf(value) !== 'empty');
}
