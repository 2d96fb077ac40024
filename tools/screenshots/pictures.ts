import type { Page } from 'playwright-core';
import { DESK, PHONE } from '../../test/support/browser/dashboard.js';

/** One picture: of which page, how it looks, and what is done before it is taken. */
export interface Picture {
  readonly name: string;
  readonly theme: 'light' | 'dark';
  readonly size: typeof DESK;
  /** The role whose call is opened; the newest call where none is named. */
  readonly call?: string;
  readonly act?: (page: Page, stage: Stage) => Promise<void>;
}

/** What a picture may do to the world around the page. */
export interface Stage {
  /** Cuts the page's connection, and lets none come about. */
  cutWire(): void;
  /** Somebody goes on speaking. */
  speak(): Promise<void>;
}

type Subject = Pick<Picture, 'call' | 'act'>;

const inBothThemes = (name: string, subject: Subject = {}): readonly Picture[] => [
  { ...subject, name: `${name}-light`, theme: 'light', size: DESK },
  { ...subject, name: `${name}-dark`, theme: 'dark', size: DESK },
];
const onAPhone = (name: string, subject: Subject = {}): Picture => ({
  ...subject,
  name: `${name}-phone`,
  theme: 'light',
  size: PHONE,
});
const openPane = (name: string) => (page: Page) =>
  page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name }).click();

/** Taken before the first call. */
export const EMPTY: readonly Picture[] = [
  ...inBothThemes('empty', { act: untilIngestIsHeardOf }),
  onAPhone('empty', { act: untilIngestIsHeardOf }),
];

/** Taken of a page that is not signed in. */
export const SIGNED_OUT: readonly Picture[] = [...inBothThemes('sign-in'), onAPhone('sign-in')];

export const BUSY: readonly Picture[] = [
  ...inBothThemes('busy'),
  onAPhone('busy'),
  onAPhone('call', { act: openPane('Chat') }),
  onAPhone('details', { act: openPane('Details') }),
  { ...onAPhone('busy'), name: 'busy-1024', size: { width: 1024, height: 768 } },
  ...inBothThemes('report', { call: 'a booking' }),
  onAPhone('report', { call: 'a booking' }),
  ...inBothThemes('trouble', { call: 'trouble', act: scrollTo('.error-mark') }),
  { ...onAPhone('trouble', { call: 'trouble', act: scrollTo('.error-mark') }), theme: 'dark' },
  ...inBothThemes('failed', { call: 'nobody' }),
  ...inBothThemes('no-match', {
    act: async (page) => {
      await page.getByPlaceholder('Filter by words').fill('nowhere to be found');
      await page.getByText('No call matches.').waitFor();
    },
  }),
  ...inBothThemes('help', { act: (page) => page.keyboard.press('?') }),
  ...inBothThemes('reset', { act: (page) => page.getByRole('button', { name: 'Reset' }).click() }),
  ...inBothThemes('paused', {
    act: async (page, stage) => {
      await page.getByRole('button', { name: 'Pause' }).click();
      await stage.speak();
      await page.getByText('2 changes held').waitFor();
    },
  }),
  ...inBothThemes('disconnected', {
    act: async (page, stage) => {
      stage.cutWire();
      await page.getByText('Reconnecting').waitFor();
      await page.getByText(/No connection for [1-9]/).waitFor();
    },
  }),
];

function untilIngestIsHeardOf(page: Page): Promise<void> {
  return page.getByText('Ingest, reached').waitFor();
}

function scrollTo(selector: string) {
  return (page: Page) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => element.scrollIntoView({ block: 'center' }));
}
