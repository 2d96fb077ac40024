import { cutText, plural } from './format.js';
import type { FlowItem, Side } from './chat-flow.js';

const MOST_SPOKEN = 3;
const LONGEST = 300;
const WHO: Readonly<Record<Side, string>> = { caller: 'Caller', assistant: 'Assistant', other: 'Message' };

/** Keys of what was there when listening began: history is never read out. */
export function heardKeys(flow: readonly FlowItem[]): ReadonlySet<string> {
  return new Set(flow.map(({ key }) => key));
}

/** What a screen reader is told of a flow that grew: the last few things, each with who said it. */
export function announcementOf(heard: ReadonlySet<string>, flow: readonly FlowItem[]): string {
  const fresh = flow.filter(({ key }) => !heard.has(key)).flatMap(spoken);
  if (fresh.length <= MOST_SPOKEN) return fresh.join(' ');
  const skipped = plural(fresh.length - MOST_SPOKEN, 'more message');
  return [`${skipped}.`, ...fresh.slice(-MOST_SPOKEN)].join(' ');
}

function spoken(item: FlowItem): string[] {
  switch (item.is) {
    case 'message':
      return item.message.text === '' ? [] : [`${WHO[item.side]}: ${cutText(item.message.text, LONGEST)}`];
    case 'hang':
      return ['The assistant does not reply.'];
    case 'error':
      return [`Error: ${cutText(item.error.message ?? item.error.code ?? 'no details', LONGEST)}`];
    case 'status':
      return [`The call is ${cutText(item.step.status, 40)}.`];
    case 'skipped':
    case 'quiet':
      return [];
  }
}
