import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { aCall, at } from '../../libs/projection/testing/a-call.js';
import { startAllServices, type AllServices } from '../support/all-services.js';
import { openDashboard, type Dashboard } from '../support/browser/dashboard.js';
import { GUIDE_LIKE_PAGE } from '../support/browser/guide-like-page.js';
import { launchBrowser } from '../support/browser/launch-browser.js';
import { post } from '../support/browser/post.js';
import { eventually } from '../support/eventually.js';

let services: AllServices;
let browser: Browser;
let board: Dashboard;

beforeAll(async () => {
  [services, browser] = await Promise.all([startAllServices(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await services.stop();
});
beforeEach(async () => {
  await clear();
  board = await openDashboard(browser, services.gatewayUrl);
  await board.page.getByRole('region', { name: 'First steps' }).waitFor();
});
afterEach(async () => {
  expect(board.faults).toEqual([]);
  await board.close();
});

describe('a webhook', () => {
  it('is a bubble within a second of being posted', async () => {
    const call = aCall('CA-quick').saying('assistant', 'Harbor Dental, this is Mary.', at(1));

    await post(services.ingestUrl, ...call.events());

    await board.bubble('Harbor Dental, this is Mary.').waitFor({ timeout: 1_000 });
    const next = call.saying('user', 'I would like to move my cleaning.', at(5));
    await post(services.ingestUrl, next.events().at(-1));
    await board.bubble('I would like to move my cleaning.').waitFor({ timeout: 1_000 });
  });

  it('is words of the caller on the right, of the assistant on the left, each with who and when', async () => {
    const call = aCall().saying('assistant', 'Hello there', at(0)).saying('user', 'Hello you', at(65));

    await post(services.ingestUrl, ...call.events());

    const middle = await middleOf(board.chat);
    expect(await middleOf(board.bubble('Hello there'))).toBeLessThan(middle);
    expect(await middleOf(board.bubble('Hello you'))).toBeGreaterThan(middle);
    const [first = '', second = ''] = await board.chat.locator('.turn-meta').allInnerTexts();
    expect(first.split('\n')).toEqual(['Assistant', '+0:00.0', clockOf(at(0))]);
    expect(second.split('\n')).toEqual(['Caller', '+1:05.0', clockOf(at(65))]);
  });

  it('is a status pill with its time when it says a status, and each status once', async () => {
    const call = aCall()
      .thatWas('queued', at(0))
      .thatWas('ongoing', at(1.4))
      .thatWas('ongoing', at(2))
      .thatWas('finished', at(40));

    await post(services.ingestUrl, ...call.events());

    const pills = board.page.getByRole('list', { name: 'Statuses' }).locator('.step-pill');
    const texts = await eventually(
      () => pills.allInnerTexts(),
      (all) => all.length === 3,
    );
    expect(texts.map((text) => text.split('\n'))).toEqual([
      ['queued', clockOf(at(0))],
      ['ongoing', clockOf(at(1.4))],
      ['finished', clockOf(at(40))],
    ]);
  });
});

describe('two calls at once', () => {
  it('stay apart, in the list and in the chat', async () => {
    const one = aCall('CA-one')
      .saying('user', 'The first of one', at(0))
      .saying('user', 'More of one', at(2));
    const other = aCall('CA-other')
      .saying('user', 'The first of the other', at(0))
      .saying('user', 'More of the other', at(2));

    for (const [index, event] of one.events().entries())
      await post(services.ingestUrl, event, other.events()[index]);

    await board.row('CA-one').click();
    await board.row('More of one').waitFor();
    expect(await board.bubbles.allInnerTexts()).toEqual(['The first of one', 'More of one']);
    await board.row('More of the other').click();
    await board.bubble('More of the other').waitFor();
    expect(await board.bubbles.allInnerTexts()).toEqual(['The first of the other', 'More of the other']);
  });
});

describe('which call is shown', () => {
  it('is the newest until somebody chooses one, and then that one', async () => {
    for (const name of ['first', 'second']) {
      await post(services.ingestUrl, ...aCall(`CA-${name}`).saying('user', `I am ${name}`, at(0)).events());
      await board.bubble(`I am ${name}`).waitFor();
    }

    await board.row('I am first').click();
    await board.bubble('I am first').waitFor();
    await post(services.ingestUrl, ...aCall('CA-third').saying('user', 'I am third', at(0)).events());
    await board.row('I am third').waitFor();

    expect(await board.bubbles.allInnerTexts()).toEqual(['I am first']);
    await board.page.getByRole('button', { name: 'Follow newest' }).click();
    await board.bubble('I am third').waitFor();
  });

  it('is the one of the link that was opened', async () => {
    const id = 'CA/with #odd? characters & 100 %';
    await post(services.ingestUrl, ...aCall(id).saying('user', 'I was linked to', at(0)).events());
    await post(services.ingestUrl, ...aCall('CA-newer').saying('user', 'I am newer', at(0)).events());
    await board.row('I am newer').waitFor();

    const linked = await openDashboard(browser, services.gatewayUrl, {
      hash: `#/calls/${encodeURIComponent(id)}`,
    });

    await linked.bubble('I was linked to').waitFor();
    expect(await linked.selectedRow.innerText()).toContain('I was linked to');
    await linked.close();
  });
});

describe('a paused page', () => {
  it('holds the view, counts what it holds back, and shows all of it on resume', async () => {
    const call = aCall('CA-held').saying('user', 'Said before the pause', at(0));
    await post(services.ingestUrl, ...call.events());
    await board.bubble('Said before the pause').waitFor();
    const before = await board.text();
    await board.page.getByRole('button', { name: 'Pause' }).click();

    const more = call.saying('assistant', 'Said during it', at(3)).saying('user', 'And this', at(5));
    await post(services.ingestUrl, ...more.events().slice(1));
    await post(services.ingestUrl, ...aCall('CA-new').saying('user', 'A new call', at(6)).events());

    const resume = board.page.getByRole('banner').getByRole('button', { name: 'Resume' });
    await eventually(
      () => resume.innerText(),
      (text) => text.includes('+3'),
    );
    expect(await board.link.innerText()).toBe('Paused');
    expect(withoutStrip(await board.text())).toBe(before);
    await resume.click();
    await board.row('And this').waitFor();
    expect(await board.bubbles.allInnerTexts()).toEqual(['A new call']);
    await board.row('And this').click();
    await board.bubble('And this').waitFor();
    expect(await board.bubbles.allInnerTexts()).toEqual([
      'Said before the pause',
      'Said during it',
      'And this',
    ]);
  });
});

describe('the guide’s DELETE', () => {
  it('empties every open page, also a paused one', async () => {
    await post(services.ingestUrl, ...aCall().saying('user', 'To be forgotten', at(0)).events());
    const other = await openDashboard(browser, services.gatewayUrl, { hash: '#/calls/CA1' });
    for (const { bubble } of [board, other]) await bubble('To be forgotten').waitFor();
    await board.page.getByRole('button', { name: 'Pause' }).click();

    await clear();

    for (const { page, bubbles } of [board, other]) {
      await page.getByText('To be forgotten').first().waitFor({ state: 'hidden' });
      expect(await bubbles.count()).toBe(0);
    }
    expect(other.faults).toEqual([]);
    await other.close();
  });
});

describe('a page written for the guide’s server', () => {
  let page: Page;

  beforeEach(async () => {
    page = await browser.newPage();
    await page.route('**/theirs.html', (route) =>
      route.fulfill({ contentType: 'text/html', body: GUIDE_LIKE_PAGE }),
    );
    await page.goto(`${services.gatewayUrl}/theirs.html`);
    await page.getByText('Waiting for calls').waitFor();
  });
  afterEach(() => page.close());

  it('shows the last call’s statuses and messages, each once and with its time, and clears them', async () => {
    const call = aCall('WC-guide')
      .thatWas('queued', at(0))
      .thatWas('ongoing', at(1))
      .saying('assistant', 'Hello! How can I help you today?', at(2))
      .saying('user', 'I would like an appointment.', at(7))
      .thatWas('finished', at(30));

    await post(
      services.ingestUrl,
      ...aCall('WC-earlier').thatWas('queued', at(0)).events(),
      ...call.events(),
    );

    await page.getByText('WC-guide').waitFor();
    await page.getByText('finished at').waitFor();
    expect(await page.locator('#statuses li').allInnerTexts()).toEqual([
      'queued at 2026-03-05T09:21:20.000Z',
      'ongoing at 2026-03-05T09:21:21.000Z',
      'finished at 2026-03-05T09:21:50.000Z',
    ]);
    expect(await page.locator('#messages li').allInnerTexts()).toEqual([
      'assistant: Hello! How can I help you today? at 2026-03-05T09:21:22.000Z',
      'user: I would like an appointment. at 2026-03-05T09:21:27.000Z',
    ]);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByText('Waiting for calls').waitFor();
    expect(await page.locator('li').count()).toBe(0);
  });
});

async function clear(): Promise<void> {
  await fetch(`${services.gatewayUrl}/api/conversations`, { method: 'DELETE' });
}

async function middleOf(element: Dashboard['chat']): Promise<number> {
  await element.waitFor();
  const box = await element.boundingBox();
  return box === null ? Number.NaN : box.x + box.width / 2;
}

/** As the page's clock says it: the browser's zone is ours. */
function clockOf(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** What a paused page says more than one that is not. */
function withoutStrip(text: string): string {
  return text.replace(/Paused\n[^\n]*held[^\n]*\nResume\n/, '');
}
