import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Ends a process once this one is gone, however it went: Jest's workers die of Ctrl-C without running anything. Returns
 * what calls that off, to be called when the process has ended.
 */
export function endWithUs(pid: number): () => void {
  // It reads until we are gone, since only our end closes its input.
  const guard = spawn('sh', ['-c', 'read -r _ || kill -9 "$0"', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  // Typed as any stream; a pipe of a child is a socket, and would hold Jest.
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return () => void guard.kill('SIGKILL');
}
