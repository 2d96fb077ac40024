/** There is no room for the record now; there is again when a segment was drained and removed. */
export class SpoolFull extends Error {
  override readonly name = 'SpoolFull';
}

/** Events can't be kept there at all. The message says why, and what to do. */
export class SpoolUnusable extends Error {
  override readonly name = 'SpoolUnusable';
}
