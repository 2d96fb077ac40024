// `npm start` and `npm test` on a machine that may have Node and npm only: each step that is missing is made up for, and
// said in a line. Plain JavaScript without dependencies, since it runs before there are any.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = [
  'apps',
  'libs',
  'tools',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const OLDEST_NODE = [20, 19];
const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

requireNode();
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [command, ...args] = process.argv.slice(2);
const COMMANDS = {
  start: () => runTool('start'),
  test,
  simulate: () => runTool('simulate'),
  'dead-letters': () => runTool('dead-letters'),
  archive: () => runTool('archive'),
  import: () => runTool('import'),
  rebuild: () => runTool('rebuild'),
  purge: () => runTool('purge'),
  fuzz: () => runTool('fuzz'),
  screenshots,
  faults,
};
if (!Object.hasOwn(COMMANDS, command ?? ''))
  fail(`Usage: node tools/bootstrap.mjs ${Object.keys(COMMANDS).join(' | ')} [what it takes]`);
await COMMANDS[command]();

/** `prepare`: what it needs besides the build. */
async function runTool(name, prepare = () => {}) {
  ensureDependencies();
  ensureBuild();
  prepare();
  process.argv.splice(2, 1);
  await import(`../dist/tools/${name}.js`);
}

function screenshots() {
  return runTool('screenshots', () => {
    ensureRedis();
    ensureChromium();
    // Apart from the build: it needs what only development has.
    run('building what takes them', 'npx', ['tsc', '-p', 'tools/screenshots']);
  });
}

function faults() {
  return runTool('faults', () => {
    ensureRedis();
    run('building what injures', 'npx', ['tsc', '-p', 'tools/faults']);
  });
}

async function test() {
  ensureDependencies();
  ensureBuild();
  ensureRedis();
  if (hasBrowserSpecs()) ensureChromium();
  const quiet = `${process.env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning`.trim();
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args];
  const child = spawn(process.execPath, jest, {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: quiet },
  });
  // Ctrl-C reaches jest too; this process has only to pass its answer on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 1));
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(
    `Callboard needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
}

// npm writes this file last, so an installation that was cut off is made again.
function ensureDependencies() {
  const installed = changedAt('node_modules/.package-lock.json');
  if (installed >= changedAt('package-lock.json')) return;
  const why = installed === 0 ? 'first time' : 'package-lock.json has changed';
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  run(`installing dependencies (${why})`, 'npm', ['ci', '--include=dev', ...quiet]);
}

function ensureBuild() {
  const built = changedAt('dist/built');
  if (built > 0 && built >= Math.max(...SOURCES.map(newestIn))) return;
  run(`building (${built === 0 ? 'first time' : 'sources have changed'})`, 'npm', [
    'run',
    '--silent',
    'build',
  ]);
  writeFileSync('dist/built', '');
}

function ensureRedis() {
  run('looking for a Redis', process.execPath, ['dist/tools/ensure-redis.js']);
}

function hasBrowserSpecs() {
  return ['apps', 'test'].some((folder) =>
    readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith('.browser.int.spec.ts')),
  );
}

function ensureChromium() {
  if (process.env.CHROMIUM_PATH) return;
  if (
    CHROMIUMS.every((path) => !existsSync(path)) &&
    process.getuid?.() === 0 &&
    existsSync('/usr/bin/apt-get')
  ) {
    run('refreshing what apt-get knows', 'apt-get', ['update', '-qq']);
    run('installing Chromium with apt-get', 'apt-get', ['install', '-y', '-qq', 'chromium']);
  }
  const found = CHROMIUMS.find((path) => existsSync(path));
  if (found === undefined) {
    fail(
      'The browser specs need Chromium or Chrome. Install one (Debian: sudo apt-get install chromium; macOS: brew install --cask google-chrome), or set CHROMIUM_PATH.',
    );
  }
  process.env.CHROMIUM_PATH = found;
}

function run(saying, program, programArgs) {
  console.log(`> ${saying}`);
  const { status } = spawnSync(program, programArgs, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) fail(`That failed: ${[program, ...programArgs].join(' ')}`);
}

/** When a file or, through it, anything in a folder last changed; 0 when it isn't there. */
function newestIn(path) {
  const own = changedAt(path);
  if (own === 0 || !statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
