import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startAllServices, type AllServices } from '../test/support/all-services.js';
import { openDashboard, type Dashboard } from '../test/support/browser/dashboard.js';
import { launchBrowser } from '../test/support/browser/launch-browser.js';
import { startRelay } from '../test/support/live/relay.js';
import { Play } from './screenshots/play.js';
import { BUSY, EMPTY, SIGNED_OUT, type Picture } from './screenshots/pictures.js';

// Pictures of the page in every state, of made-up calls on services of their own. Built on what the browser specs are
// built on, so it is compiled apart from the services: tools/screenshots/tsconfig.json.

/** Of webhooks: with one, the page has no note to show about strangers. And of the page that asks for a token. */
const SECRET = 'made up';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'screenshots' } } });
await mkdir(values.out, { recursive: true });
const browser = await launchBrowser();
try {
  await withServices({}, async (services) => {
    const play = new Play(`${services.ingestUrl}/webhook`, SECRET);
    await takeAll(EMPTY, services, play, isLive);
    await play.begin();
    await takeAll(BUSY, services, play, isLive);
  });
  await withServices({ DASHBOARD_TOKEN: SECRET }, async (services) => {
    await takeAll(SIGNED_OUT, services, new Play(services.ingestUrl, SECRET), asksForToken);
  });
} finally {
  await browser.close();
}

async function withServices(
  env: Readonly<Record<string, string>>,
  use: (services: AllServices) => Promise<void>,
): Promise<void> {
  const services = await startAllServices({ WEBHOOK_SECRETS: SECRET, INGEST_PORT: '8000', ...env });
  try {
    await use(services);
  } finally {
    await services.stop();
  }
}

function isLive(board: Dashboard): Promise<void> {
  return board.untilLinkIs('Live');
}

function asksForToken({ page }: Dashboard): Promise<void> {
  return page.getByLabel('Token').waitFor();
}

async function takeAll(
  pictures: readonly Picture[],
  { gatewayUrl }: AllServices,
  play: Play,
  isReady: (board: Dashboard) => Promise<void>,
): Promise<void> {
  for (const { name, theme, size, call, act } of pictures) {
    const relay = await startRelay(gatewayUrl);
    const hash = call === undefined ? '' : `#/calls/${play.idOf(call)}`;
    const board = await openDashboard(browser, relay.url, { hash, size });
    await board.page.emulateMedia({ colorScheme: theme });
    await isReady(board);
    await act?.(board.page, { cutWire: () => relay.takeOut(), speak: () => play.goOn() });
    const path = join(values.out, `${name}.png`);
    // What repeats stands at its beginning.
    await board.page.screenshot({ path, animations: 'disabled' });
    console.log(path);
    await board.close();
    await relay.close();
  }
}
