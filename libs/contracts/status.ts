/** The statuses of a call in the order of its life; a further one is never undone by an earlier one. */
export const STATUSES = ['initiated', 'queued', 'ongoing', 'forwarded', 'finished', 'failed'] as const;
export type Status = (typeof STATUSES)[number];

/** Place of a status in a call's life; −1 for one nobody has told us about, which is shown all the same. */
export function lifecycleOf(status: string): number {
  return (STATUSES as readonly string[]).indexOf(status);
}
