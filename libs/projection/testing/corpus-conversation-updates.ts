import { message, metricsOf, nothing, objectIn, onlyStatus, textIn, type Samples } from './corpus-view.js';

const START = Date.UTC(2026, 2, 5, 9, 21, 20, 63);

export const conversationUpdates: Samples = {
  'interactly-conversation-update-welcome.json': (body) => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_480_281),
    messages: [
      message(body, 0, 'assistant', 'welcome-1', 1_772_702_480_279, {
        kind: 'welcome',
        ...metricsOf(body, 0),
      }),
    ],
  }),
  'interactly-conversation-update-user-NO-CALL.json': (body) => ({
    ...nothing,
    messages: [
      message(body, 0, 'assistant', 'welcome-1', 1_772_702_480_279, { kind: 'welcome' }),
      message(body, 1, 'user', 'user-1', 1_772_702_485_138, metricsOf(body, 1)),
    ],
  }),
  'interactly-conversation-update-assistant-NO-CALL.json': (body) => ({
    ...nothing,
    messages: [
      message(body, 0, 'assistant', 'welcome-1', 1_772_702_480_279, { kind: 'welcome' }),
      message(body, 1, 'user', 'user-1', 1_772_702_485_138),
      message(body, 2, 'assistant', 'user-1-response-1772702495604', 1_772_702_495_958, metricsOf(body, 2)),
    ],
  }),
  'interactly-conversation-update-complete.json': (body) => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_480_281),
    who: textIn(body, 'customer', 'number'),
    assistant: {
      id: '697769ef5e6d94d5ad83e01e',
      name: textIn(body, 'assistant', 'name'),
      provider: 'gemini',
      model: 'gemini-3-flash-preview',
      config: objectIn(body, 'assistant'),
    },
    fields: {
      assistantId: '697769ef5e6d94d5ad83e01e',
      assistantNumber: '697769ef5e6d94d5ad83e01e',
      assistantOverrides: { variablesValidations: { serial_number: 'none' } },
      callType: 'web',
      customer: { number: textIn(body, 'customer', 'number') },
      direction: 'inbound',
      phoneCallStatus: 'in-progress',
      phoneCallStatusReason: 'Call is in progress',
      startAt: '2026-03-05T09:21:20.063Z',
      teamId: '67c0231ae6880fe48ef929ee',
      userNumber: textIn(body, 'call', 'userNumber'),
    },
    createdAt: START,
    startAt: START,
    messages: [
      message(body, 0, 'assistant', 'welcome-1', 1_772_702_480_279, {
        kind: 'welcome',
        ...metricsOf(body, 0),
      }),
      message(body, 1, 'user', 'user-1', 1_772_702_485_138, metricsOf(body, 1)),
      message(body, 2, 'user', 'user-2', 1_772_702_488_063, metricsOf(body, 2)),
      message(body, 3, 'user', 'user-3', 1_772_702_493_047, metricsOf(body, 3)),
      message(body, 4, 'assistant', 'user-3-WcIrvV6mE7-1772702495604', 1_772_702_495_958, metricsOf(body, 4)),
    ],
  }),
};
