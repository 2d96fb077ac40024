import type { CallModel } from '#call-store';
import { counterOf, isOfMessages, PROJECTION_MODEL } from '#projection';

/** What the store must know of the facts that this projector makes. */
export const callModel: CallModel = {
  model: PROJECTION_MODEL,
  counterOf,
  isCapped: isOfMessages,
  full: [
    'warn:call-full',
    '1',
    JSON.stringify({
      code: 'call-full',
      detail: 'This call is over 50,000 facts or 20 MB: it takes no more messages. The raw events have them.',
    }),
  ],
};
