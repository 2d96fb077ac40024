import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startAllServices, type AllServices } from '../support/all-services.js';
import { openDashboard, type Dashboard } from '../support/browser/dashboard.js';
import { launchBrowser } from '../support/browser/launch-browser.js';
import { post } from '../support/browser/post.js';
import { aCall } from '../support/calls/a-call.js';
import { eventually } from '../support/eventually.js';

/** Gives every control in view a number to be known by; those of a group with one stop share the stop's. */
const NUMBER_CONTROLS = `
  [...document.querySelectorAll('button, a[href], input, summary, [tabindex]')]
    .filter((control) => control.checkVisibility() && !control.disabled && control.tabIndex >= 0)
    .map((control, number) => (control.dataset.number = String(number)))`;

let services: AllServices;
let browser: Browser;
let board: Dashboard;

beforeAll(async () => {
  [services, browser] = await Promise.all([startAllServices(), launchBrowser()]);
  for (const scenario of ['router support', 'sales call', 'clinic booking'] as const)
    await post(
      services.ingestUrl,
      ...aCall({ seed: scenario, scenario, happenings: ['model error'] }).events.map(({ body }) => body),
    );
  board = await openDashboard(browser, services.gatewayUrl);
}, 60_000);
afterAll(async () => {
  expect(board.faults).toEqual([]);
  await browser.close();
  await services.stop();
});
beforeEach(async () => {
  await board.page.goto(`${services.gatewayUrl}/#/`);
  await eventually(
    () => board.rows.count(),
    (count) => count === 3,
  );
  await selectedIs(0);
});

describe('by Tab', () => {
  it('every control is reached', async () => {
    const controls = await board.page.evaluate<string[]>(NUMBER_CONTROLS);
    const reached = new Set<string>();
    for (const _ of controls) {
      await press('Tab');
      const focused = board.page.locator(':focus-visible');
      reached.add((await focused.getAttribute('data-number')) ?? 'something else');
    }

    expect(controls.length).toBeGreaterThan(20);
    expect(controls.filter((number) => !reached.has(number))).toEqual([]);
  });

  it('the list is one stop, in which arrows, Home and End choose', async () => {
    await board.page.getByRole('listbox').focus();

    await press('ArrowDown');
    await selectedIs(1);
    await press('End');
    await selectedIs(2);
    await press('ArrowUp');
    await selectedIs(1);
    await press('Home');
    await selectedIs(0);
    const active = await board.page.getByRole('listbox').getAttribute('aria-activedescendant');
    expect(await board.selectedRow.getAttribute('id')).toBe(active);
  });

  it('the details’ tabs are one stop, in which arrows choose', async () => {
    await board.page.getByRole('tab', { name: 'Call' }).focus();

    await press('ArrowRight');

    await board.page.getByRole('tab', { name: 'Warnings', selected: true }).waitFor();
    await press('ArrowLeft');
    await board.page.getByRole('tab', { name: 'Call', selected: true }).waitFor();
  });
});

describe('the keys of the help', () => {
  it('j and k choose the next and the previous call, l follows the newest', async () => {
    await press('j');
    await selectedIs(1);
    await press('j');
    await selectedIs(2);
    await press('k');
    await selectedIs(1);
    await press('l');
    await selectedIs(0);
    expect(board.page.url()).toMatch(/#\/$/);
  });

  it('space pauses and resumes', async () => {
    await press(' ');
    await board.untilLinkIs('Paused');
    await press(' ');
    await board.untilLinkIs('Live');
  });

  it('/ goes to the filter, where letters are letters, and Esc clears and leaves it', async () => {
    const field = board.page.getByPlaceholder('Filter by words');

    await press('/');
    await board.page.keyboard.type('jkl i?');

    expect(await field.inputValue()).toBe('jkl i?');
    expect(await board.page.getByRole('dialog').count()).toBe(0);
    expect(board.page.url()).toMatch(/#\/$/);
    await board.page.getByText('No call matches.').waitFor();
    await press('Escape');
    expect(await field.inputValue()).toBe('');
    await eventually(
      () => board.rows.count(),
      (count) => count === 3,
    );
    await press('j');
    await selectedIs(1);
  });

  it('i closes and opens the details, G goes to the end of the conversation', async () => {
    const details = board.page.getByRole('complementary', { name: 'Details' });
    await press('i');
    await details.waitFor({ state: 'detached' });
    await press('i');
    await details.waitFor();
    await board.chat.evaluate((chat) => {
      chat.scrollTop = 0;
    });
    await press('G');
    await eventually(
      () => board.chat.evaluate((chat) => chat.scrollHeight - chat.scrollTop - chat.clientHeight),
      (px) => px < 2,
    );
  });

  it('? opens the help, Esc closes it and gives the focus back', async () => {
    const pause = board.page.getByRole('button', { name: 'Pause' });
    await pause.focus();

    await press('?');

    const dialog = board.page.getByRole('dialog', { name: 'Keyboard' });
    await dialog.waitFor();
    await press('j');
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await selectedIs(0);
    expect(await pause.evaluate((button) => button.matches(':focus'))).toBe(true);
  });

  it('do nothing together with Ctrl, Alt or Meta', async () => {
    for (const key of ['Control+j', 'Alt+j', 'Meta+j', 'Control+l']) await press(key);

    await selectedIs(0);
  });
});

describe('Remove calls, by keyboard alone', () => {
  it('asks first, keeps everything when told so, and removes one call when that is chosen', async () => {
    await board.page.getByRole('button', { name: 'Reset' }).focus();
    await press('Enter');
    const dialog = board.page.getByRole('dialog', { name: 'Remove calls' });
    await dialog.waitFor();
    await press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await board.rows.count()).toBe(3);

    await press('Enter');
    await dialog.getByRole('radio', { name: 'All calls' }).focus();
    await press('ArrowUp');
    await dialog.getByRole('button', { name: 'Remove this call' }).focus();
    await press('Enter');

    await eventually(
      () => board.rows.count(),
      (count) => count === 2,
    );
  });
});

function press(key: string): Promise<void> {
  return board.page.keyboard.press(key);
}

/** The selected row is the one at this place of the list. */
async function selectedIs(place: number): Promise<void> {
  await eventually(
    () => board.selectedRow.getAttribute('aria-posinset'),
    (said) => said === String(place + 1),
  );
}
