import { HEAD, nameInHashedKey } from './keys.js';
import type { Facts } from './merge-facts.js';
import { earliestOf } from './rank.js';
import { byFirstSaid, type Saying } from './sayings.js';
import { valueOf } from './value-of.js';

/** The values a field was said to have, oldest first; the last is the one shown. By field, sorted by name. */
export function fieldSayings(facts: Facts): Map<string, Saying<unknown>[]> {
  const fields = new Map<string, Saying<unknown>[]>();
  for (const [key, rank, value] of facts.values()) {
    if (!key.startsWith(HEAD)) continue;
    const name = nameInHashedKey(key, HEAD);
    const saying = { key, at: earliestOf(rank), value: valueOf(value) };
    const known = fields.get(name);
    if (known === undefined) fields.set(name, [saying]);
    else known.push(saying);
  }
  return new Map(
    [...fields]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, sayings]) => [name, sayings.toSorted(byFirstSaid)]),
  );
}

/** Fields as they are shown; `<field>/<member>` becomes a member of an object again. */
export function shownFields(
  fields: ReadonlyMap<string, readonly Saying<unknown>[]>,
): Record<string, unknown> {
  const shown = new Map<string, unknown>();
  const members = new Map<string, [string, unknown][]>();
  for (const [name, sayings] of fields) {
    const value = sayings.at(-1)?.value;
    const slash = name.indexOf('/');
    if (slash < 0) {
      shown.set(name, value);
      continue;
    }
    const field = name.slice(0, slash);
    const entries = members.get(field) ?? [];
    entries.push([name.slice(slash + 1), value]);
    members.set(field, entries);
  }
  for (const [field, entries] of members) shown.set(field, Object.fromEntries(entries));
  return Object.fromEntries([...shown].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
