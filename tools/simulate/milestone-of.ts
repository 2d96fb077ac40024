import type { Webhook } from './webhook.js';

/** What is worth a line while calls are made; nothing for the words that are said. */
export function milestoneOf({ message }: Webhook): string | undefined {
  switch (message.type) {
    case 'status-update':
      return message.call.status === 'failed'
        ? `failed: ${message.call.phoneCallStatusReason}`
        : message.call.status;
    case 'hang':
      return 'hang: the answer is late';
    case 'error':
      return `error: ${message.error?.code ?? 'unknown'}`;
    case 'end-of-call-report':
      return `report: ${outcomeOf(message.analysis)}`;
    case 'conversation-update':
      return undefined;
  }
}

function outcomeOf(analysis: Webhook['message']['analysis']): string {
  const outcome = analysis?.['outcome'];
  return typeof outcome === 'string' ? outcome : 'nothing to analyse';
}
