import type { Outage } from '../fault.js';
import { isAccepted, type Sent } from '../ledger.js';
import type { MemorySample } from '../memory-watch.js';
import type { Finding } from './finding.js';

/** What a process may grow by in a quarter of an outage: more than the noise of a garbage collector. */
const NOISE_MB = 24;

/** I6: ingests that grow with what they cannot deliver, seen over the second half of an outage. */
export function growthIn(outage: Outage, samples: readonly MemorySample[]): Finding[] {
  return memoryIn(outage, samples)
    .filter(({ thirdMb, lastMb }) => lastMb > thirdMb + NOISE_MB)
    .map(({ name, thirdMb, lastMb }) => ({
      invariant: 'I6',
      count: 1,
      says: `${name} grew from ${Math.round(thirdMb)} to ${Math.round(lastMb)} MB in the second half of the outage`,
    }));
}

/** Median resident memory of each ingest in the third quarter of an outage and in the last. */
export function memoryIn(
  { from, to }: Outage,
  samples: readonly MemorySample[],
): { readonly name: string; readonly thirdMb: number; readonly lastMb: number }[] {
  const half = (from + to) / 2;
  const threeQuarters = (half + to) / 2;
  const names = new Set(samples.map(({ name }) => name).filter((name) => name.startsWith('ingest')));
  const medianOf = (name: string, after: number, until: number) =>
    median(
      samples.filter((one) => one.name === name && one.at >= after && one.at < until).map(({ mb }) => mb),
    );
  return [...names].map((name) => ({
    name,
    thirdMb: medianOf(name, half, threeQuarters),
    lastMb: medianOf(name, threeQuarters, to),
  }));
}

/** I9: an outage in which nothing was accepted says nothing about what is kept through one. */
export function takenIn(outage: Outage, sent: readonly Sent[]): Finding[] {
  if (acceptedIn(outage, sent) > 0) return [];
  return [{ invariant: 'I9', count: 1, says: 'nothing was accepted while Redis was away' }];
}

/** Webhooks answered 200 while Redis was away. */
export function acceptedIn({ from, to }: Outage, sent: readonly Sent[]): number {
  return sent.filter((event) => isAccepted(event) && event.answeredAt >= from && event.answeredAt < to)
    .length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
