import { readFile, writeFile } from 'node:fs/promises';

const BEGIN = '<!-- faults: begin -->';
const END = '<!-- faults: end -->';

export interface Results {
  readonly table: string;
  readonly notes: readonly string[];
  /** That made them, and on what. */
  readonly command: string;
  readonly machine: string;
}

/** Puts results between the marks of a page. */
export async function writeTable(file: string, results: Results): Promise<void> {
  await writeFile(file, withResults(await readFile(file, 'utf8'), results));
}

/** The page with these results between its marks, instead of what was there. Throws when it has no marks. */
export function withResults(page: string, { table, notes, command, machine }: Results): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`the page has no place for the table: ${BEGIN} … ${END}`);
  const list = notes.map((note) => `- ${note}\n`).join('');
  const parts = [`\`${command}\` on ${machine}:`, table, ...(list === '' ? [] : [list.trimEnd()])];
  return `${page.slice(0, begin)}${BEGIN}\n\n${parts.join('\n\n')}\n\n${page.slice(end)}`;
}
