import type { Partition } from '#service';

/** The consumer group of the projectors. */
export const PROJECTOR_GROUP = 'projector';

export function logKeys({ tag }: Partition) {
  return { events: `{${tag}}:events`, dead: `{${tag}}:dead` };
}

/** Events that belong to no call, and letters of which nobody knows the call, stand with the first partition. */
export function unassignedKey({ tag }: Partition): string {
  return `{${tag}}:unassigned`;
}
