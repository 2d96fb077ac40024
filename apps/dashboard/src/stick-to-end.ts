/** How near its end a scroller must be to stay there when something is added. */
export const NEAR_PX = 48;

export interface Scroll {
  readonly top: number;
  readonly height: number;
  readonly content: number;
}

/**
 * Whether the reader follows the end after a scroll. Only a move upwards lets go of it: content that grows
 * beneath an unmoved reader is not the reader's doing.
 */
export function followsEnd(was: { readonly follows: boolean; readonly top: number }, now: Scroll): boolean {
  const isNear = now.content - now.top - now.height <= NEAR_PX;
  return isNear || (was.follows && now.top >= was.top);
}
