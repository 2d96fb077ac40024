import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { ulid } from 'ulid';
import { endWithUs } from '../../../../test/support/end-with-us.js';

/**
 * `asked`: appends each line it is given; `flooding`: adopts what it finds and appends without end, eight at a time;
 * `idle`: opens its spool and has nothing else to do.
 */
type Mode = 'asked' | 'flooding' | 'idle';

const SCRIPT = `
import { createInterface } from 'node:readline';
import { Spool } from '${pathToFileURL(resolve('dist/libs/event-log/spool/spool.js')).href}';
const [, mode, folder, instance] = process.argv;
const say = (line) => process.stdout.write(line + '\\n');
say('starting');
const spool = await Spool.open({ folder, instance, maxBytes: 1e9, segmentBytes: 100_000 });
if (mode === 'flooding') await spool.adopt();
say('open');
const append = async (text) => {
  await spool.append(Buffer.from(text));
  say(text.trim());
};
let count = 0;
const flood = async () => {
  for (;;) await append((instance + '/' + ++count).padEnd(Math.random() * 20_000));
};
if (mode === 'flooding') await Promise.all(Array.from({ length: 8 }, flood));
if (mode === 'asked') for await (const line of createInterface(process.stdin)) await append(line);
`;

/** A process with a spool of its own, from the built sources. */
export interface Appender {
  readonly pid: number;
  /** What it knows to be on disk. */
  readonly confirmed: readonly string[];
  readonly isOpen: () => boolean;
  readonly ask: (text: string) => void;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** A signal, or an exit code. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
}

/** `onLine` is called for each line it prints: its start, its spool's, and each record's; with how many there were. */
export function runAppender(mode: Mode, folder: string, onLine?: (count: number) => void): Appender {
  const child = spawn(execPath, ['--input-type=module', '-e', SCRIPT, mode, folder, ulid()], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  if (mode === 'idle') child.stdin.end();
  const lines: string[] = [];
  const confirmed: string[] = [];
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    if (lines.length > 2) confirmed.push(line);
    onLine?.(lines.length);
  });
  const ended = once(child, 'close').then(() => child.signalCode ?? child.exitCode);
  void ended.then(endWithUs(child.pid ?? 0));
  return {
    pid: child.pid ?? 0,
    confirmed,
    isOpen: () => lines.length > 1,
    ask: (text) => void child.stdin.write(`${text}\n`),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}
