import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startAllServices, type AllServices } from '../support/all-services.js';
import { openDashboard, type Dashboard } from '../support/browser/dashboard.js';
import { launchBrowser } from '../support/browser/launch-browser.js';
import { post } from '../support/browser/post.js';
import { aLongCall } from '../support/calls/a-call.js';
import { eventually } from '../support/eventually.js';

const MESSAGES = 2_000;
/** Far beyond a smooth frame, and what a page that lays out everything needs many of: this machine has other work. */
const LONGEST_TASK_MS = 3_000;
/** Notes tasks that keep the page from drawing. */
const WATCH_TASKS = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
`;

const updates = aLongCall({ messages: MESSAGES, seed: 'a long call' })
  .map(({ body }) => body)
  .filter(({ message }) => message.type === 'conversation-update');
const transcript = updates.at(-1)?.message.messages ?? [];

let services: AllServices;
let browser: Browser;
let board: Dashboard;

beforeAll(async () => {
  [services, browser] = await Promise.all([startAllServices(), launchBrowser()]);
  await post(services.ingestUrl, updates.at(-2));
  board = await openDashboard(browser, services.gatewayUrl, { before: [WATCH_TASKS] });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await services.stop();
});

describe(`a call of ${MESSAGES} messages`, () => {
  it('opens at its last word', async () => {
    await board.bubbles.last().waitFor();

    expect(await board.bubbles.count()).toBe(MESSAGES - 1);
    expect(await board.bubbles.last().innerText()).toBe(transcript.at(-2)?.text);
    expect(await pxFromEnd()).toBeLessThan(2);
  });

  it('lays out what is near, not all of it', async () => {
    expect(await laidOut()).toBeLessThan(200);
  });

  it('scrolls to both ends', async () => {
    await board.chat.focus();

    await board.page.keyboard.press('Home');

    await untilInView(0);
    expect(await board.bubbles.first().innerText()).toBe(transcript[0]?.text);
    await board.page.keyboard.press('G');
    await untilInView(MESSAGES - 2);
    await board.page.keyboard.press('Home');
    await untilInView(0);
    for (let screen = 0; screen < 20; screen++) await board.page.keyboard.press('PageDown');
    expect(await laidOut()).toBeLessThan(400);
    await board.page.keyboard.press('End');
    await untilInView(MESSAGES - 2);
  });

  it('keeps its head in sight when the browser goes to some words, as a search in the page does', async () => {
    await board.bubbles.nth(1_000).evaluate((bubble) => bubble.scrollIntoView({ block: 'center' }));

    await untilInView(1_000);
    const head = await board.page.getByRole('heading', { level: 2 }).first().boundingBox();
    expect(head?.y).toBeGreaterThan(0);
    await board.chat.focus();
    await board.page.keyboard.press('End');
    await untilInView(MESSAGES - 2);
  });

  it('follows a new message while the reader is at the end', async () => {
    await post(services.ingestUrl, updates.at(-1));

    await untilInView(MESSAGES - 1);
    expect(await board.bubbles.last().innerText()).toBe(transcript.at(-1)?.text);
  });

  it('never kept the page from drawing for long', async () => {
    const longest = await board.page.evaluate<number>('Math.max(0, ...globalThis.longTasks)');

    expect(longest).toBeLessThan(LONGEST_TASK_MS);
    expect(board.faults).toEqual([]);
  });
});

function pxFromEnd(): Promise<number> {
  return board.chat.evaluate((chat) => chat.scrollHeight - chat.scrollTop - chat.clientHeight);
}

/** Bubbles that the browser has drawn or could at once. */
function laidOut(): Promise<number> {
  return board.bubbles.evaluateAll(
    (all) => all.filter((bubble) => bubble.checkVisibility({ contentVisibilityAuto: true })).length,
  );
}

async function untilInView(place: number): Promise<void> {
  const frame = await board.chat.boundingBox();
  await eventually(
    () => board.bubbles.nth(place).boundingBox(),
    (box) => box !== null && frame !== null && box.y >= frame.y && box.y < frame.y + frame.height,
  );
}
