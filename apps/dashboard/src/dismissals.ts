const STORED = 'callboard.dismissed';
const MOST = 50;

/** Notices the reader has dismissed in this tab. */
export function storedDismissals(): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? '[]');
    return new Set(Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}

export function storeDismissals(ids: ReadonlySet<string>): void {
  try {
    sessionStorage.setItem(STORED, JSON.stringify([...ids].slice(-MOST)));
  } catch {
    // Storage is switched off: they come back with the next load.
  }
}
