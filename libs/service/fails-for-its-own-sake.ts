/** What Redis answers when it takes nothing at all now, or not from us: any other command would have met the same. */
const OF_THE_WORLD =
  /^(OOM|READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|MISCONF|NOREPLICAS|TRYAGAIN|BUSY|UNKILLABLE|MOVED|ASK|NOAUTH|NOPERM|WRONGPASS|NOSCRIPT|EXECABORT|ERR max number of clients|ERR invalid password|ERR AUTH)/;

/**
 * Whether a command failed for what it says, so that others may well succeed: Redis answered, and not about itself.
 * Everything else is the world's fault (no link, no answer in time, no memory, a replica): later it may succeed as it is.
 */
export function failsForItsOwnSake(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError' && !OF_THE_WORLD.test(error.message);
}
