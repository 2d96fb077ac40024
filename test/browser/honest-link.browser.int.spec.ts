import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { aCall, at } from '../../libs/projection/testing/a-call.js';
import { freePort } from '../../tools/free-port.js';
import { startAllServices, type AllServices } from '../support/all-services.js';
import { violationsOf } from '../support/browser/axe.js';
import { openDashboard, type Dashboard } from '../support/browser/dashboard.js';
import { KEEP_DIARY, readDiary } from '../support/browser/diary.js';
import { launchBrowser } from '../support/browser/launch-browser.js';
import { post } from '../support/browser/post.js';
import { runGateway, type RunningGateway } from '../support/browser/run-gateway.js';
import { eventually } from '../support/eventually.js';
import { startRelay, type Relay } from '../support/live/relay.js';

const MESSAGES = 50;
const TOKEN = 'open sesame';
const AT_THE_CALL = '#/calls/CA-long';

// Gateways are started as processes, and pages wait before they try again.
jest.setTimeout(30_000);

let services: AllServices;
let browser: Browser;

beforeAll(async () => {
  [services, browser] = await Promise.all([startAllServices(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await services.stop();
});

describe('a page that lost its gateway', () => {
  let gateway: RunningGateway;
  let relay: Relay;
  let page: Dashboard;
  /** Has another gateway, which stays. */
  let stayer: Dashboard;

  beforeAll(async () => {
    gateway = await runGateway(await freePort(), services.redis.url);
    relay = await startRelay(gateway.url);
  });
  afterAll(async () => {
    await relay.close();
    await gateway.kill();
  });
  beforeEach(async () => {
    await clear();
    stayer = await openDashboard(browser, services.gatewayUrl, { hash: AT_THE_CALL });
    page = await openDashboard(browser, relay.url, { hash: AT_THE_CALL, before: [KEEP_DIARY] });
    await post(services.ingestUrl, ...longCall(2).events());
    for (const board of [stayer, page]) {
      await board.bubble('Message 2').waitFor();
      await board.untilLinkIs('Live');
    }
  });
  afterEach(async () => {
    for (const board of [stayer, page]) await board.close();
  });

  it('because it was killed never calls itself live while it is behind, and ends equal to one that stayed', async () => {
    await gateway.kill();
    await page.untilLinkIs('Reconnecting');
    await postTheRest();
    await gateway.start();

    await page.untilLinkIs('Live');

    await untilEqual();
    expect(await liveWhileBehind()).toEqual([]);
  });

  it(`because it was offline while ${MESSAGES} messages came does so, too`, async () => {
    relay.takeOut();
    await page.context.setOffline(true);
    await page.untilLinkIs('Reconnecting');
    await postTheRest();
    await stayer.bubble(`Message ${MESSAGES}`).waitFor();
    expect(await page.bubbles.count()).toBe(2);
    relay.putBack();
    await page.context.setOffline(false);

    await page.untilLinkIs('Live');

    await untilEqual();
    expect(await liveWhileBehind()).toEqual([]);
  });

  it('shows no call any more that was deleted meanwhile', async () => {
    relay.takeOut();
    await page.untilLinkIs('Reconnecting');
    await clear();
    relay.putBack();

    await page.untilLinkIs('Live');

    expect(await page.bubbles.count()).toBe(0);
    await page.page.getByRole('heading', { name: 'No calls yet' }).waitFor();
  });

  it('and only misses its pulse calls itself stale, says since when, and is live again once it hears one', async () => {
    await page.page.clock.install();
    await page.page.reload();
    await page.untilLinkIs('Live');
    relay.stopReading();

    await page.page.clock.fastForward(14_000);

    await page.untilLinkIs('Stale');
    await page.page.getByText(/No heartbeat for 1\d s\./).waitFor();
    relay.readOn();
    await page.page.getByRole('button', { name: 'Retry now' }).click();
    await page.untilLinkIs('Live');
  });

  /** Waits until nobody can tell the two pages apart. */
  async function untilEqual(): Promise<void> {
    await eventually(
      async () => {
        const [here, there] = await Promise.all([page.text(), stayer.text()]);
        const lines = there.split('\n');
        return here.split('\n').filter((line, index) => line !== lines[index]);
      },
      (differing) => differing.length === 0,
    );
    expect(await page.bubbles.count()).toBe(MESSAGES);
  }

  /** What the page said, after it had lost the gateway, when it called itself live and did not show every message. */
  async function liveWhileBehind() {
    const diary = await readDiary(page.page);
    const lostAt = diary.findIndex(({ link }) => link === 'Reconnecting');
    return diary.slice(lostAt).filter(({ link, messages }) => link === 'Live' && messages < MESSAGES);
  }
});

describe('a page of a gateway with a token', () => {
  let gateway: RunningGateway;
  let board: Dashboard;

  beforeAll(async () => {
    gateway = await runGateway(await freePort(), services.redis.url, { DASHBOARD_TOKEN: TOKEN });
  });
  afterAll(() => gateway.kill());
  beforeEach(async () => {
    board = await openDashboard(browser, gateway.url);
  });
  afterEach(() => board.close());

  it('asks for it, says when it was wrong, and opens with it', async () => {
    expect(await violationsOf(board.page)).toEqual([]);

    await signIn('a guess');
    await board.page.getByRole('alert').getByText('That is not the token.').waitFor();
    expect(await violationsOf(board.page)).toEqual([]);
    await signIn(TOKEN);

    await board.untilLinkIs('Live');
  });

  it('does not call itself live once it is signed out, and says how to come back', async () => {
    await signIn(TOKEN);
    await board.untilLinkIs('Live');

    await board.context.clearCookies();
    await gateway.kill();
    await gateway.start();

    await board.page.getByRole('heading', { name: 'This gateway asks for a token' }).waitFor();
    expect(await board.page.getByText('Live').count()).toBe(0);
    expect(await violationsOf(board.page)).toEqual([]);
    await board.page.getByRole('button', { name: 'Reload and sign in' }).click();
    await signIn(TOKEN);
    await board.untilLinkIs('Live');
  });

  async function signIn(token: string): Promise<void> {
    await board.page.getByLabel('Token').fill(token);
    await board.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
});

function longCall(messages: number) {
  return Array.from({ length: messages }, (_, index) => index + 1).reduce(
    (call, number) =>
      call.saying(number % 2 === 0 ? 'user' : 'assistant', `Message ${number}`, at(number * 2)),
    aCall('CA-long'),
  );
}

/** The long call from its third message to its end, and another, ended call: their clocks stand still. */
async function postTheRest(): Promise<void> {
  const other = aCall('CA-other').saying('user', 'Somebody else', at(9)).thatWas('finished', at(10));
  const rest = longCall(MESSAGES).thatWas('finished', at(200)).events().slice(2);
  await post(services.ingestUrl, ...other.events(), ...rest);
}

async function clear(): Promise<void> {
  await fetch(`${services.gatewayUrl}/api/conversations`, { method: 'DELETE' });
}
