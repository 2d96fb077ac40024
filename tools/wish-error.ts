/** The caller's fault; the message says what may be asked. */
export class WishError extends Error {
  override readonly name = 'WishError';
}
