import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { askRedis, loopbackRedis } from './ask-redis.js';

const Note = z.object({ port: z.number(), runId: z.string().min(1) });

/** Writes down which server works on a folder, so that a later start can find it. */
export async function noteServer(folder: string, port: number): Promise<void> {
  const runId = await askRedis(loopbackRedis(port), runIdOf);
  await writeFile(noteIn(folder), JSON.stringify({ port, runId }));
}

/** Takes the note away: the server has ended in order. */
export async function forgetServer(folder: string): Promise<void> {
  await rm(noteIn(folder), { force: true });
}

/** The port of the server that works on a folder; `undefined`: none does, or its port is another's by now. */
export async function findServer(folder: string): Promise<number | undefined> {
  const note = Note.safeParse(await readJson(noteIn(folder)));
  if (!note.success) return undefined;
  const { port, runId } = note.data;
  return (await askRedis(loopbackRedis(port), runIdOf)) === runId ? port : undefined;
}

/**
 * Ends the server that still works on a folder because those who started it were killed: two servers on one append-only
 * file would ruin it. A port that another Redis has taken meanwhile is left alone.
 */
export async function endLeftover(folder: string): Promise<void> {
  const port = await findServer(folder);
  if (port === undefined) return;
  await askRedis(loopbackRedis(port), (redis) => redis.shutdown('NOSAVE'));
  while ((await findServer(folder)) !== undefined) await delay(50);
}

function noteIn(folder: string): string {
  return join(folder, 'server.json');
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function runIdOf(redis: Redis): Promise<string | undefined> {
  return /run_id:(\w+)/.exec(await redis.info('server'))?.[1];
}
