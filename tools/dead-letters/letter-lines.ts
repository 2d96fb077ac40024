import type { KeptLetter } from '#event-log';
import { printable } from '#service';

const SHOWN_EXCERPT = 100;

/** A letter in a list, as lines for a terminal: whatever it holds, nothing that a terminal obeys. */
export function listedLines(letter: KeptLetter): string[] {
  const { id, reason, excerpt, canRetry } = letter;
  return [
    `${id}  ${whenOf(letter)}  ${printable(reason)}${canRetry ? '' : '  (no event: can only be discarded)'}`,
    ...(excerpt === '' ? [] : [`    ${printable(excerpt).slice(0, SHOWN_EXCERPT)}`]),
  ];
}

/** Everything that is known of a letter. */
export function shownLines(letter: KeptLetter): string[] {
  const { id, reason, receipt, call, path, bytes, source, deliveries, canRetry, excerpt } = letter;
  const handedOut = `${source ?? ''}, handed out ${deliveries === 1 ? 'once' : `${deliveries} times`}`;
  const known: readonly (readonly [string, string])[] = [
    ['letter', id],
    ['reason', reason],
    ['received', whenOf(letter)],
    ['receipt', receipt],
    ['call', call ?? '-'],
    ['path', path],
    ['bytes', String(bytes)],
    ['in the log', source === null ? 'never: ingest refused it' : handedOut],
    ['retry', canRetry ? `npm run dead-letters -- retry ${id}` : 'not possible: it never was an event'],
  ];
  return [
    ...known.map(([name, value]) => `${name.padEnd(11)}${printable(value)}`),
    '',
    excerpt === '' ? '(nothing legible)' : printable(excerpt),
  ];
}

function whenOf({ receivedAt }: KeptLetter): string {
  const time = new Date(receivedAt);
  if (receivedAt === 0 || Number.isNaN(time.getTime())) return 'at an unknown time';
  return `${time.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
