import { setMaxListeners } from 'node:events';

/** Aborted after so long, or with `stop`. Not `AbortSignal.any` of a timeout: Node 20 may collect that before it fires. */
export function endingAfter(ms: number, stop: AbortSignal): AbortSignal {
  const over = new AbortController();
  // Every pause of a fault listens.
  setMaxListeners(0, over.signal);
  const timer = setTimeout(end, ms);
  function end(): void {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
    over.abort();
  }
  stop.addEventListener('abort', end);
  return over.signal;
}
