import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { startAllServicesOnStore, type AllServices } from './support/all-services.js';
import { aCall, transcriptOf } from './support/calls/a-call.js';
import { eventually } from './support/eventually.js';
import type { Store } from './support/store-for-specs.js';

let services: AllServices<Store>;

beforeAll(async () => {
  services = await startAllServicesOnStore();
}, 60_000);
afterAll(() => services.stop());

describe('someone who follows the guide', () => {
  it('posts the webhook of the README and reads the call back', async () => {
    const readme = await readFile('README.md', 'utf8');
    const [, body = ''] = /8000\/webhook .*-d '(\{.*?\n\})'/s.exec(readme) ?? [];

    const answer = await post('/webhook', body);

    expect(answer).toEqual({ status: 'ok', message: 'Done' });
    const conversation = await conversationOf('WC-first-call', ({ messages }) => messages?.length === 2);
    expect(conversation).toEqual({
      statuses: [{ status: 'ongoing', timestamp: 1772702485200 }],
      messages: [
        {
          messageId: 'welcome-1',
          role: 'assistant',
          text: 'Hello! How can I help you today?',
          timestamp: 1772702480279,
        },
        {
          messageId: 'user-1',
          role: 'user',
          text: 'I would like to book an appointment.',
          timestamp: 1772702485138,
        },
      ],
      events: [JSON.parse(body)],
    });
  });

  it('sees a whole call as it was spoken, with every raw event, whatever path it was posted to', async () => {
    const { id, events } = aCall({ seed: 'journey' });

    for (const { body } of events) await post('/v1/server', JSON.stringify(body));

    const spoken = transcriptOf(events).map(({ role, text }) => ({ role, text }));
    const conversation = await conversationOf(id, (seen) => seen.events?.length === events.length);
    expect(conversation.messages?.map(({ role, text }) => ({ role, text }))).toEqual(spoken);
    expect(conversation.statuses?.at(-1)?.status).toBe('finished');
  });

  it('clears everything with the guide’s DELETE', async () => {
    const cleared = await fetch(`${services.gatewayUrl}/api/conversations`, { method: 'DELETE' });

    expect(await cleared.json()).toEqual({ message: 'All events cleared' });
    expect(await conversations()).toEqual({ conversations: {} });
  });

  it('is sent on to the page from the port the guide’s page was on', async () => {
    const page = await fetch(`${services.ingestUrl}/`, { redirect: 'manual' });
    const api = await fetch(`${services.ingestUrl}/api/conversations?events=true`, { redirect: 'manual' });

    expect([page.status, api.status]).toEqual([308, 308]);
    expect(api.headers.get('location')).toMatch(/\/api\/conversations\?events=true$/);
  });
});

interface Conversation {
  readonly error?: string;
  readonly statuses?: { readonly status: string; readonly timestamp: number }[];
  readonly messages?: { readonly role: string; readonly text: string }[];
  readonly events?: unknown[];
}

async function post(path: string, body: string): Promise<unknown> {
  const answer = await fetch(`${services.ingestUrl}${path}`, { method: 'POST', body });
  return answer.json();
}

function conversationOf(call: string, isThere: (seen: Conversation) => boolean): Promise<Conversation> {
  return eventually(async (): Promise<Conversation> => {
    const answer = await fetch(`${services.gatewayUrl}/api/conversations/${encodeURIComponent(call)}`);
    return JSON.parse(await answer.text());
  }, isThere);
}

async function conversations(): Promise<unknown> {
  return (await fetch(`${services.gatewayUrl}/api/conversations`)).json();
}
