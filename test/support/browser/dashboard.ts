import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { eventually } from '../eventually.js';

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 400, height: 800 };

export interface DashboardOptions {
  /** Which call, as the page's address says it: `#/calls/…`. */
  readonly hash?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Scripts that run before those of the page. */
  readonly before?: readonly string[];
}

/** The page, open in a browser of its own cookies, by what a reader sees of it. */
export interface Dashboard {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The word beside the brand: `Live`, `Reconnecting`, … */
  readonly link: Locator;
  /** The calls in view. */
  readonly rows: Locator;
  readonly selectedRow: Locator;
  readonly chat: Locator;
  /** What was said; not what was about to be when somebody cut in. */
  readonly bubbles: Locator;
  /** The bubble with these words. */
  bubble(text: string): Locator;
  row(text: string): Locator;
  untilLinkIs(word: string): Promise<void>;
  /** All that went wrong, in words: errors on the console (what the policy forbids is one), dialogs, requests elsewhere. */
  readonly faults: readonly string[];
  /** Everything one can read of the calls and of the one that is shown. */
  text(): Promise<string>;
  close(): Promise<void>;
}

/** Opens the page that a gateway serves. */
export async function openDashboard(
  browser: Browser,
  gatewayUrl: string,
  { hash = '', size = DESK, before = [] }: DashboardOptions = {},
): Promise<Dashboard> {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  const faults = faultsOf(page, new URL(gatewayUrl).origin);
  for (const content of before) await page.addInitScript({ content });
  await page.goto(`${gatewayUrl}/${hash}`);
  const rows = page.getByRole('option');
  const chat = page.getByRole('log');
  const bubbles = chat.locator('.turn:not(.skipped) > .bubble');
  const link = page.locator('.link').getByRole('status');
  return {
    page,
    context,
    faults,
    rows,
    chat,
    bubbles,
    link,
    selectedRow: page.getByRole('option', { selected: true }),
    bubble: (text) => bubbles.filter({ hasText: text }),
    row: (text) => rows.filter({ hasText: text }),
    untilLinkIs: async (word) => {
      await eventually(
        () => link.innerText(),
        (said) => said === word,
      );
    },
    text: async () => (await page.locator('.rail, .call-head, .chat, .details').allInnerTexts()).join('\n'),
    close: () => context.close(),
  };
}

function faultsOf(page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on('console', (said) => {
    if (said.type() === 'error' || said.type() === 'warning') faults.push(`${said.type()}: ${said.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${String(error)}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`request: ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) faults.push(`websocket: ${socket.url()}`);
  });
  return faults;
}
