/** Resolves at the first SIGINT or SIGTERM. One more, meant as such, ends the process at once. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let first = 0;
    const onSignal = () => {
      first ||= Date.now();
      resolve();
      // npm hands on the Ctrl-C that the terminal has sent us already: what follows at once is the same one.
      if (Date.now() - first > SAME_WITHIN_MS) process.exit(1);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  });
}

const SAME_WITHIN_MS = 1_000;
