/** A JSON object as `JSON.parse` makes it: own enumerable keys only; `__proto__` is a key like any other. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper than this a value is cut: no provider nests so far, and recursion must end. */
export const MAX_DEPTH = 64;

/** The value if it is a JSON object (not an array, not null), else `undefined`. */
export function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member; what an object inherits was never in the payload. */
export function member(object: JsonObject | undefined, name: string): unknown {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Of members that mean the same under different names, the first that says anything; one that says nothing hides none. */
export function firstSaid(object: JsonObject | undefined, ...names: string[]): unknown {
  for (const name of names) {
    const value = member(object, name);
    if (countLeaves(value) > 0) return value;
  }
  return undefined;
}

/** Text of a scalar that has any: strings as they are, numbers and booleans spelt out; else `undefined`. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value.toWellFormed();
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/**
 * JSON text that is equal for equal values: keys sorted, strings well-formed, numbers JSON can't say as `null`,
 * anything nested deeper than `MAX_DEPTH` as `"…"`.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (typeof value === 'number') return Number.isFinite(value) ? String(value === 0 ? 0 : value) : 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return 'null';
  if (depth >= MAX_DEPTH) return '"…"';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (!isObject(value)) return 'null';
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name.toWellFormed())}:${canonicalJson(value[name], depth + 1)}`);
  return `{${members.join(',')}}`;
}

/** How much work a value is. */
export interface Measure {
  /** Values it is made of, itself included, as far as `MAX_DEPTH`. */
  readonly nodes: number;
  /** Some of it lies deeper than `MAX_DEPTH`. */
  readonly isDeep: boolean;
}

/** Measures a value; counting ends soon beyond `limit` nodes. */
export function measure(value: unknown, limit: number): Measure {
  const measured = { nodes: 0, isDeep: false };
  const look = (inner: unknown, depth: number): void => {
    measured.nodes++;
    if (typeof inner !== 'object' || inner === null) return;
    if (depth >= MAX_DEPTH) {
      measured.isDeep = true;
      return;
    }
    for (const item of itemsOf(inner)) {
      if (measured.nodes > limit) return;
      look(item, depth + 1);
    }
  };
  look(value, 0);
  return measured;
}

/**
 * How much a value says: the number of its leaves that are not empty (`null`, `""`, `{}`, `[]`).
 * 0 means it says nothing, and what says nothing makes no fact.
 */
export function countLeaves(value: unknown, depth = 0): number {
  if (value === null || value === undefined || value === '') return 0;
  if (typeof value === 'number') return Number.isFinite(value) ? 1 : 0;
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return 1;
  let leaves = 0;
  for (const item of itemsOf(value)) leaves += countLeaves(item, depth + 1);
  return leaves;
}

/** `Object.values`, in half its time where there are hundreds of thousands. */
function itemsOf(value: object): unknown[] {
  if (Array.isArray(value)) return value;
  const object = objectOf(value) ?? {};
  const items: unknown[] = [];
  // JSON inherits nothing that would be seen here.
  for (const name in object) items.push(object[name]);
  return items;
}
