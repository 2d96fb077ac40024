import type { CallView } from '#projection';

/** A call as the guide's server showed it; timestamps in epoch ms, 0 for none. Its events are added as raw JSON. */
export interface Conversation {
  readonly statuses: readonly { readonly status: string; readonly timestamp: number }[];
  readonly messages: readonly {
    readonly messageId: string;
    readonly role: string;
    readonly text: string;
    readonly timestamp: number;
  }[];
}

/** Statuses are mapped and stand once each; messages are those of the view, in its order. */
export function conversationOf({ status, messages }: CallView): Conversation {
  return {
    statuses: status.history.map(({ status: name, at }) => ({ status: name, timestamp: at ?? 0 })),
    messages: messages.map(({ key, messageId, role, text, at }) => ({
      messageId: messageId ?? key,
      role,
      text,
      timestamp: at ?? 0,
    })),
  };
}

/** The JSON of a conversation with its raw events, which are JSON already and stay as they were sent. */
export function conversationJson(conversation: Conversation, events: readonly string[]): string {
  const { statuses, messages } = conversation;
  return `{"statuses":${JSON.stringify(statuses)},"messages":${JSON.stringify(messages)},"events":[${events.join(',')}]}`;
}

/** Conversations by call id, in the order given. An object made by a program would move ids like `42` to the front. */
export function conversationsJson(
  conversations: readonly { readonly call: string; readonly json: string }[],
): string {
  const members = conversations.map(({ call, json }) => `${JSON.stringify(call)}:${json}`);
  return `{"conversations":{${members.join(',')}}}`;
}
