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

/** The JSON of a conversation, in pieces, with its raw events, which are JSON already and stay as they were sent. */
export async function* conversationJson(
  { statuses, messages }: Conversation,
  events: AsyncIterable<string>,
): AsyncGenerator<string> {
  yield `{"statuses":${JSON.stringify(statuses)},"messages":${JSON.stringify(messages)},"events":[`;
  let separator = '';
  for await (const event of events) {
    yield `${separator}${event}`;
    separator = ',';
  }
  yield ']}';
}

export interface NamedConversation {
  readonly call: string;
  /** JSON in pieces. */
  readonly json: AsyncIterable<string>;
}

/** Conversations by call id, in the order given. An object made by a program would move ids like `42` to the front. */
export async function* conversationsJson(
  conversations: AsyncIterable<NamedConversation>,
): AsyncGenerator<string> {
  yield '{"conversations":{';
  let separator = '';
  for await (const { call, json } of conversations) {
    yield `${separator}${JSON.stringify(call)}:`;
    yield* json;
    separator = ',';
  }
  yield '}}';
}
