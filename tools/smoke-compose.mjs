// `docker compose up` as its users meet it: a webhook goes in at one port, the call comes back at the other, with one
// projector and with four. A project and ports of its own; everything is taken down again.
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const HEALTHY_WITHIN_MS = 180_000;
const READ_BACK_WITHIN_MS = 20_000;

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const project = `callboard-smoke-${process.pid}`;
const ingestPort = process.env.INGEST_PORT ?? String(await freePort());
const gatewayPort = process.env.GATEWAY_PORT ?? String(await freePort());
const env = { ...process.env, INGEST_PORT: ingestPort, GATEWAY_PORT: gatewayPort, WEBHOOK_SECRETS: '' };

let failure;
try {
  step('build the image', () => compose('build', '--quiet'));
  step('start', () => compose('up', '-d'));
  await callComesBack('one projector');
  step('scale to four projectors', () => compose('up', '-d', '--scale', 'projector=4'));
  await healthyProjectors(4);
  await callComesBack('four projectors');
  console.log('smoke: passed');
} catch (error) {
  failure = error;
  compose('logs', '--tail=40');
} finally {
  compose('down', '-v', '--remove-orphans');
}
if (failure !== undefined) {
  console.error(`smoke: failed: ${failure.message}`);
  process.exit(1);
}

async function callComesBack(when) {
  await until(`ingest is ready with ${when}`, HEALTHY_WITHIN_MS, () =>
    isOk(`http://127.0.0.1:${ingestPort}/readyz`),
  );
  await until(`gateway is ready with ${when}`, HEALTHY_WITHIN_MS, () =>
    isOk(`http://127.0.0.1:${gatewayPort}/readyz`),
  );
  const id = `smoke ${when} ${Date.now()}`;
  const message = { type: 'status-update', timestamp: Date.now(), call: { id, status: 'ongoing' } };
  const posted = await fetch(`http://127.0.0.1:${ingestPort}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  });
  if (posted.status !== 200) throw new Error(`the webhook was answered ${posted.status} with ${when}`);
  const address = `http://127.0.0.1:${gatewayPort}/api/conversations/${encodeURIComponent(id)}`;
  await until(`the call comes back with ${when}`, READ_BACK_WITHIN_MS, () => isOk(address));
  const call = await (await fetch(address)).text();
  if (!call.includes('ongoing'))
    throw new Error(`the call came back without its status with ${when}: ${call}`);
}

async function healthyProjectors(count) {
  await until(`${count} projectors are healthy`, HEALTHY_WITHIN_MS, async () => {
    const ids = compose('ps', '-q', 'projector').trim().split('\n');
    const states = docker('inspect', '--format', '{{.State.Health.Status}}', ...ids)
      .trim()
      .split('\n');
    return states.length === count && states.every((state) => state === 'healthy');
  });
}

async function until(claim, withinMs, isTrue) {
  const since = Date.now();
  while (!(await isTrue())) {
    if (Date.now() - since > withinMs) throw new Error(`not within ${withinMs / 1000} s: ${claim}`);
    await delay(250);
  }
  console.log(`smoke: ${claim} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
}

async function isOk(address) {
  // A timer that keeps this process: a port of Docker's can accept and fall silent, and nothing else would wait for it.
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 2_000);
  try {
    const response = await fetch(address, { signal: abort.signal });
    return response.ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function step(saying, act) {
  console.log(`smoke: ${saying}`);
  act();
}

function compose(...args) {
  return docker('compose', '-p', project, ...args);
}

function docker(...args) {
  const { status, stdout, stderr } = spawnSync('docker', args, {
    encoding: 'utf8',
    env,
    maxBuffer: 64 << 20,
  });
  if (args.includes('logs')) console.log(stdout);
  if (status !== 0) throw new Error(`docker ${args.join(' ')}\n${stdout}${stderr}`.slice(-4_000));
  return stdout;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
