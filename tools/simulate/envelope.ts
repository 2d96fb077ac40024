import { assistantOf, assistantStub } from './assistant-of.js';
import { userNumberOf, type CallIdentity } from './call-identity.js';
import type { CallError } from './dialogue.js';
import type { CallObject, Message, Webhook, WebhookType } from './webhook.js';

/** What differs between the events of a call. */
export interface Said {
  readonly timestamp: number;
  readonly type: WebhookType;
  readonly call: CallObject;
  readonly assistant?: 'full' | 'stub' | 'named' | 'empty';
  readonly messages?: readonly Message[];
  readonly analysis?: Readonly<Record<string, unknown>>;
  readonly error?: CallError;
}

/** A body with everything around what is said. */
export function envelope(identity: CallIdentity, said: Said): Webhook {
  const { timestamp, type, call, messages, error } = said;
  return {
    message: {
      timestamp,
      type,
      call,
      assistant: assistantIn(identity, said),
      ...(messages ? { messages } : {}),
      phone: { provider: { name: identity.medium === 'phone' ? 'twilio' : '' } },
      customer: { number: userNumberOf(identity) },
      analysis: said.analysis ?? {},
      ...(error ? { error } : {}),
    },
  };
}

/** A body with nothing around what is said, as some status-updates come. */
export function bareEnvelope({ timestamp, type, call }: Said): Webhook {
  return { message: { timestamp, type, call } };
}

function assistantIn(
  { profile }: CallIdentity,
  { assistant = 'stub' }: Said,
): Readonly<Record<string, unknown>> {
  switch (assistant) {
    case 'full':
      return assistantOf(profile);
    case 'stub':
      return assistantStub(profile);
    case 'named':
      return { _id: profile.assistantId, name: profile.name };
    case 'empty':
      return {};
  }
}
