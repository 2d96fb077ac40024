import { execFile } from 'node:child_process';
import { availableParallelism, platform } from 'node:os';
import { promisify } from 'node:util';
import { findRedis } from '../redis-command.js';

/** What this machine is, in general terms: cores, and versions of what matters. */
export async function machineInWords(): Promise<string> {
  const redis = await findRedis();
  const version = redis?.kind === 'binary' ? await versionOf(redis.path) : 'in a container';
  return `${availableParallelism()} cores shared by all of it, ${platform()}, Node ${process.versions.node}, Redis ${version}`;
}

async function versionOf(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(path, ['--version']);
  return /\bv=([\d.]+)/.exec(stdout)?.[1] ?? 'of some version';
}
