/** Where a dead letter is kept: the partition, and its place in the partition's list. */
export interface LetterPlace {
  readonly partition: number;
  readonly position: string;
}

/** The id of a letter, such as `3:1772702480000-0`. */
export function letterId({ partition, position }: LetterPlace): string {
  return `${partition}:${position}`;
}

/** `undefined`: no letter can be called so. */
export function letterPlace(id: string): LetterPlace | undefined {
  // Nineteen digits fit into Redis's 64 bits, whatever they are.
  const [, partition, position] = /^(\d{1,3}):(\d{1,19}-\d{1,19})$/.exec(id) ?? [];
  if (partition === undefined || position === undefined) return undefined;
  return { partition: Number(partition), position };
}

/** `false`: no letter can be called so. */
export function isLetterId(id: string): boolean {
  return letterPlace(id) !== undefined;
}

/** Orders letters by when they were buried, the newest first. */
export function newestFirst(a: LetterPlace, b: LetterPlace): number {
  const [aMs, aSequence] = partsOf(a.position);
  const [bMs, bSequence] = partsOf(b.position);
  return bMs - aMs || bSequence - aSequence || a.partition - b.partition;
}

function partsOf(position: string): readonly [ms: number, sequence: number] {
  const [ms, sequence] = position.split('-');
  return [Number(ms), Number(sequence)];
}
