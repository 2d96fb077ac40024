import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { DESK, PHONE } from './dashboard.js';

const UNTIL_DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** What axe holds against a page as it stands, wide and narrow, light and dark: each violation as rule and element. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  const violations: string[] = [];
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(UNTIL_DRAWN);
      // What a page is built of is the same in the dark: only its colours are looked at again.
      for (const found of await runAxe(page, colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {}))
        violations.push(`${colorScheme}, ${size.width} px, ${found}`);
    }
  }
  return violations;
}

async function runAxe(page: Page, options: axe.RunOptions): Promise<readonly string[]> {
  if (await page.evaluate<boolean>('globalThis.axe === undefined')) await page.evaluate(axe.source);
  const wishes = JSON.stringify({ resultTypes: ['violations'], ...options });
  const found = await page.evaluate<axe.Result[]>(
    `axe.run(document, ${wishes}).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
  );
}
