/** What keeps `npm start` or a spec's server from starting; its message says what to do, and is printed without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
