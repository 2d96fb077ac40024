import type { Partition } from '#service';

/**
 * Where a call's parts stand. Ids may hold anything, so no key is made by adding something behind an id: the records
 * of `a` could then be the call `a:events`.
 */
export function callKeys({ tag }: Partition, call: string) {
  return {
    call: `{${tag}}:call:${call}`,
    records: `{${tag}}:call-events:${call}`,
    row: `{${tag}}:row:${call}`,
    /** Its raw events when they are packed (libs/event-log). */
    pack: `{${tag}}:packed:${call}`,
    /** Its facts while it is being rebuilt; `rebuild` -> who does. */
    staged: `{${tag}}:staged:${call}`,
  };
}

/** What the calls of a partition share. */
export function partitionKeys({ tag }: Partition) {
  return {
    events: `{${tag}}:events`,
    changes: `{${tag}}:changes`,
    calls: `{${tag}}:calls`,
    activity: `{${tag}}:activity`,
    deleted: `{${tag}}:deleted`,
    /** set: calls that no age and no budget deletes. */
    pinned: `{${tag}}:pinned`,
    /** set: calls merged since they were last measured; hash: `call:<id>` -> bytes, and their `total`. */
    touched: `{${tag}}:touched`,
    sizes: `{${tag}}:sizes`,
    /** zset: call by when an event of it was last merged, ms in Redis's time; until its events are packed. */
    unpacked: `{${tag}}:unpacked`,
    /** zset: call by its newest packed event; and the bytes of all packs. */
    packs: `{${tag}}:packs`,
    packBytes: `{${tag}}:pack-bytes`,
    /** zset: call that is being rebuilt by when its rebuild was last heard of, ms in Redis's time. */
    rebuilding: `{${tag}}:rebuilding`,
    /** string: when something was deleted that Redis may still have on disk, ms in Redis's time. */
    toForget: `{${tag}}:to-forget`,
    /** Letters and, with the first partition, events that belong to no call (libs/event-log). */
    dead: `{${tag}}:dead`,
    unassigned: `{${tag}}:unassigned`,
  };
}
