// Runs before the first paint, so that a dark page never flashes white. src/theme.ts does the same later on.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('callboard.theme');
  } catch {
    // Storage is switched off: the system decides.
  }
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
