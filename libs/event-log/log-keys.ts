import type { Partition } from '#service';

/** The consumer group of the projectors. */
export const PROJECTOR_GROUP = 'projector';

export function logKeys({ tag }: Partition) {
  return {
    events: `{${tag}}:events`,
    dead: `{${tag}}:dead`,
    /** hash: tombstones of deleted calls; libs/call-store writes it. */
    deleted: `{${tag}}:deleted`,
  };
}

/** Events that belong to no call, and letters of which nobody knows the call, stand with the first partition. */
export function unassignedKey({ tag }: Partition): string {
  return `{${tag}}:unassigned`;
}

/** Where the packed events of a call stand. The call store deletes them with the call, and marks what is unpacked. */
export function packKeys({ tag }: Partition, call: string) {
  return {
    pack: `{${tag}}:packed:${call}`,
    /** Its epoch tells one life of the call from the next. */
    call: `{${tag}}:call:${call}`,
    ...packedKeys({ tag }),
  };
}

/** What the packs of a partition share. */
export function packedKeys({ tag }: Pick<Partition, 'tag'>) {
  return {
    /** zset: call by when an event of it was last merged; libs/call-store writes it. */
    unpacked: `{${tag}}:unpacked`,
    /** zset: call by its newest packed event, ms. */
    packs: `{${tag}}:packs`,
    packBytes: `{${tag}}:pack-bytes`,
  };
}
