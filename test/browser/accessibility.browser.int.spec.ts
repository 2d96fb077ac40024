import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startAllServices, type AllServices } from '../support/all-services.js';
import { violationsOf } from '../support/browser/axe.js';
import { DESK, openDashboard, PHONE, type Dashboard } from '../support/browser/dashboard.js';
import { launchBrowser } from '../support/browser/launch-browser.js';
import { post } from '../support/browser/post.js';
import { aCall, type CallWishes } from '../support/calls/a-call.js';
import { startRelay, type Relay } from '../support/live/relay.js';

// axe looks at every element of a page four times.
jest.setTimeout(30_000);

let services: AllServices;
let browser: Browser;
let relay: Relay;
let board: Dashboard;

beforeAll(async () => {
  [services, browser] = await Promise.all([startAllServices(), launchBrowser()]);
  relay = await startRelay(services.gatewayUrl);
  board = await openDashboard(browser, relay.url);
});
afterAll(async () => {
  await browser.close();
  await relay.close();
  await services.stop();
});

/** Calls in every state there is, by what one is called here. */
const CALLS = {
  live: { seed: 'live', scenario: 'sales call', startAt: Date.now() - 40_000 },
  queued: { seed: 'queued', scenario: 'refund', startAt: Date.now() - 500 },
  forwarded: { seed: 'forwarded', scenario: 'router support', happenings: ['forwarded'] },
  failed: { seed: 'failed', scenario: 'clinic reminder', happenings: ['failed'] },
  troubled: { seed: 'troubled', happenings: ['hang', 'model error', 'interruption'] },
} as const satisfies Record<string, CallWishes>;

describe('axe finds nothing wrong, wide and narrow, light and dark', () => {
  it('before the first call', async () => {
    await board.page.getByRole('heading', { name: 'Waiting for the first event' }).waitFor();

    await axeIsContent();
  });

  describe('among calls', () => {
    beforeAll(async () => {
      await begin(CALLS.live, 40_000);
      await begin(CALLS.queued, 500);
      for (const name of ['forwarded', 'failed', 'troubled'] as const) await begin(CALLS[name]);
    });
    beforeEach(async () => {
      await board.page.setViewportSize(DESK);
      await board.page.goto(`${relay.url}/#/`);
      // Pauses, filters and the pane of a narrow page last as long as the page.
      await board.page.reload();
      await board.rows.first().waitFor();
    });

    it.each(['live', 'queued', 'forwarded', 'failed'] as const)('in a %s call', async (name) => {
      await choose(CALLS[name]);
      await board.untilLinkIs('Live');

      await axeIsContent();
    });

    it('in a call that hung, erred and ended, with everything open', async () => {
      await choose(CALLS.troubled);
      await board.page.getByRole('heading', { name: 'End of call' }).waitFor();
      await board.page.locator('details').evaluateAll((all) => {
        for (const details of all) details.setAttribute('open', '');
      });

      await axeIsContent();
    });

    it('in the details of a call, where they take the whole page', async () => {
      await choose(CALLS.troubled);
      await board.page.setViewportSize(PHONE);
      await board.page.getByRole('button', { name: 'Details' }).click();

      await axeIsContent();
    });

    it('with warnings to read', async () => {
      await post(services.ingestUrl, {
        message: { type: 'conversation-update', call: { id: 'odd' }, messages: [7, {}] },
      });
      await board.page.goto(`${relay.url}/#/calls/odd`);
      await board.page.getByRole('tab', { name: 'Warnings' }).click();
      await board.page.getByRole('tabpanel').getByRole('listitem').first().waitFor();

      await axeIsContent();
    });

    it('when there is no such call', async () => {
      await board.page.goto(`${relay.url}/#/calls/nobody`);
      await board.page.getByRole('heading', { name: 'No such call, yet' }).waitFor();

      await axeIsContent();
    });

    it('when no call matches the filter', async () => {
      await board.page.getByPlaceholder('Filter by words').fill('nowhere to be found');
      await board.page.getByText('No call matches.').waitFor();

      await axeIsContent();
    });

    it('when paused, with changes held', async () => {
      await board.page.keyboard.press(' ');
      await begin({ seed: 'held' }, 20_000);
      await board.page.getByText(/\d changes? held/).waitFor();

      await axeIsContent();
    });

    it.each([
      ['the help', '?', 'Keyboard'],
      ['the question before calls are removed', '', 'Remove calls'],
    ])('in %s', async (_, key, name) => {
      if (key === '') await board.page.getByRole('button', { name: 'Reset' }).click();
      else await board.page.keyboard.press(key);
      await board.page.getByRole('dialog', { name }).waitFor();

      await axeIsContent();
    });

    it('when the connection is lost', async () => {
      relay.takeOut();
      await board.untilLinkIs('Reconnecting');

      await axeIsContent();
      relay.putBack();
    });

    it('when no pulse comes', async () => {
      await board.page.clock.install();
      await board.page.reload();
      await board.untilLinkIs('Live');
      relay.stopReading();
      await board.page.clock.fastForward(14_000);
      await board.untilLinkIs('Stale');

      await axeIsContent();
      relay.readOn();
    });
  });
});

/** Posts what a call posts in its first ms. */
async function begin(wishes: CallWishes, firstMs = Infinity): Promise<void> {
  const events = aCall(wishes).events.filter(({ atMs }) => atMs <= firstMs);
  await post(services.ingestUrl, ...events.map(({ body }) => body));
}

async function choose(wishes: CallWishes): Promise<void> {
  const { id } = aCall(wishes);
  await board.page.goto(`${relay.url}/#/calls/${encodeURIComponent(id)}`);
  await board.page.getByRole('complementary').getByText(id).waitFor();
}

async function axeIsContent(): Promise<void> {
  expect(await violationsOf(board.page)).toEqual([]);
}
