/** Any JSON value as text one can read on one line. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return 'empty';
  return JSON.stringify(value);
}

export type PlainKind = 'text' | 'number' | 'boolean' | 'empty' | 'list' | 'object';

export function kindOf(value: unknown): PlainKind {
  if (value === null || value === undefined || value === '') return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : 'list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'empty' : 'object';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}

export function isNested(value: unknown): boolean {
  const kind = kindOf(value);
  return kind === 'list' || kind === 'object';
}

/** Members of an object or items of a list, named. */
export function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((item, place) => [String(place + 1), item]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
