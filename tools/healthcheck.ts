import { argv, exit } from 'node:process';

// For the image, which has no curl: exits 0 when the service on a port of this container is ready.
const isReady = await fetch(`http://127.0.0.1:${argv[2]}/readyz`).then(
  (response) => response.ok,
  () => false,
);
exit(isReady ? 0 : 1);
