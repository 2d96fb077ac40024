import type { Page } from 'playwright-core';

/** What a page said at one moment: the word of its link, and how many messages it showed. */
export interface DiaryEntry {
  readonly link: string;
  readonly messages: number;
}

/** Runs in the page from its first moment: notes what it says whenever what it shows has changed. */
export const KEEP_DIARY = `
  globalThis.diary = [];
  const note = () => {
    const link = document.querySelector('.link [role=status]')?.textContent ?? '';
    const messages = document.querySelectorAll('.bubble').length;
    const last = globalThis.diary.at(-1);
    if (last?.link !== link || last?.messages !== messages) globalThis.diary.push({ link, messages });
  };
  new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true });
`;

/** Everything the page said, in order. */
export function readDiary(page: Page): Promise<readonly DiaryEntry[]> {
  return page.evaluate<DiaryEntry[]>('globalThis.diary');
}
