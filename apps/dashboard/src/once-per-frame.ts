/** Runs at most once a frame; in a hidden page, which has no frames, a little later. */
export function oncePerFrame(run: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    const once = () => {
      if (!isDue) return;
      isDue = false;
      run();
    };
    requestAnimationFrame(once);
    setTimeout(once, 120);
  };
}
