import type { Random } from '../simulate/random.js';
import { oddText, oddTime, oddValue } from './odd-values.js';

/** A place in a value: what holds it, and under which name. */
interface Place {
  readonly holder: object;
  readonly name: string;
}

/** Changes a value in place, somewhere, into one that nobody should send. */
export function mutateValue(random: Random, value: object): void {
  const places = placesIn(value);
  const [first, ...rest] = places;
  if (first === undefined) return;
  const here = random.pick([first, ...rest]);
  const there = random.pick([first, ...rest]);
  const kind = random.int(0, 9);
  if (kind < 3) set(here, oddValue(random));
  else if (kind === 3) Reflect.deleteProperty(here.holder, here.name);
  else if (kind === 4)
    set({ ...here, name: Array.isArray(here.holder) ? here.name : oddText(random) }, get(here));
  else if (kind === 5) repeatItem(random, places);
  else if (kind === 6) set(random.pick([first, ...timesAmong(places)]), oddTime(random));
  else if (kind === 7) set(here, Array.isArray(get(here)) ? { ...Object(get(here)) } : [get(here)]);
  else if (kind === 8) set(here, structuredClone(get(there)));
  else set(random.pick([first, ...wordsAmong(places)]), oddText(random));
}

const MAX_PLACES = 3_000;

function placesIn(value: object): Place[] {
  const places: Place[] = [];
  const waiting: object[] = [value];
  for (
    let holder = waiting.pop();
    holder !== undefined && places.length < MAX_PLACES;
    holder = waiting.pop()
  ) {
    for (const [name, inner] of Object.entries(holder)) {
      places.push({ holder, name });
      if (typeof inner === 'object' && inner !== null) waiting.push(inner);
    }
  }
  return places;
}

function timesAmong(places: readonly Place[]): Place[] {
  return places.filter(({ name }) => /time|At$/i.test(name));
}

function wordsAmong(places: readonly Place[]): Place[] {
  return places.filter(({ name }) => /^(?:id|messageId|role|status|type|text|name|number)$/.test(name));
}

function repeatItem(random: Random, places: readonly Place[]): void {
  const [first, ...rest] = places.flatMap((place) => listAt(place) ?? []);
  if (first === undefined) return;
  const list = random.pick([first, ...rest]);
  const times = random.chance(0.02) ? 500 : random.int(1, 3);
  const item: unknown = list[random.int(0, list.length - 1)];
  for (let time = 0; time < times; time++) list.push(structuredClone(item));
}

function listAt(place: Place): unknown[][] | undefined {
  const value = get(place);
  return Array.isArray(value) && value.length > 0 ? [value] : undefined;
}

function get({ holder, name }: Place): unknown {
  return Reflect.get(holder, name);
}

/** As JSON.parse would: `__proto__` is a name like any other. */
function set({ holder, name }: Place, value: unknown): void {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
}
