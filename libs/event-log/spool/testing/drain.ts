import type { Spool, SpoolSegment } from '../../index.js';

export async function textsOf(segment: SpoolSegment): Promise<string[]> {
  const texts: string[] = [];
  for await (const record of segment.records()) texts.push(record.toString());
  return texts;
}

/** Takes all that waits, and removes it. */
export async function drain(spool: Spool): Promise<string[]> {
  const texts: string[] = [];
  for (let next = await spool.takeOldest(); next !== undefined; next = await spool.takeOldest()) {
    texts.push(...(await textsOf(next)));
    await next.remove();
  }
  return texts;
}
