import { nothing, objectIn, onlyStatus, textIn, type Samples } from './corpus-view.js';

const START = Date.UTC(2026, 2, 5, 9, 21, 19, 627);

const webCall = {
  assistantId: '697769ef5e6d94d5ad83e01e',
  assistantNumber: '697769ef5e6d94d5ad83e01e',
  callType: 'web',
  direction: 'inbound',
  phoneCallStatus: 'in-progress',
  phoneCallStatusReason: 'Call is in progress',
  startAt: '2026-03-05T09:21:19.627Z',
  teamId: '67c0231ae6880fe48ef929ee',
};

export const statusUpdates: Samples = {
  'interactly-status-update-initiated-phone.json': (body) => ({
    ...nothing,
    status: onlyStatus('initiated', 1_782_216_859_297),
    who: '+91916052xxxx',
    assistant: {
      id: '697769ef5e6d94d5ad83e01e',
      name: textIn(body, 'assistant', 'name'),
      provider: null,
      model: null,
      config: objectIn(body, 'assistant'),
    },
    fields: {
      assistantId: '697769ef5e6d94d5ad83e01e',
      assistantNumber: '+1559550xxxx',
      callType: 'phone',
      startAt: '2026-06-23T12:14:19.260Z',
      teamId: '67c0231ae6880fe48ef929ee',
      userNumber: '+91916052xxxx',
    },
    createdAt: Date.UTC(2026, 5, 23, 12, 14, 19, 260),
    startAt: Date.UTC(2026, 5, 23, 12, 14, 19, 260),
  }),
  'interactly-status-update-queued-web.json': (body) => ({
    ...nothing,
    status: onlyStatus('queued', 1_772_702_480_032),
    who: textIn(body, 'call', 'userNumber'),
    assistant: {
      id: '697769ef5e6d94d5ad83e01e',
      name: textIn(body, 'assistant', 'name'),
      provider: null,
      model: null,
      config: objectIn(body, 'assistant'),
    },
    fields: { ...webCall, userNumber: textIn(body, 'call', 'userNumber') },
    createdAt: START,
    startAt: START,
  }),
  'interactly-status-update-complete.json': (body) => ({
    ...nothing,
    status: onlyStatus('queued', 1_772_702_480_032),
    who: textIn(body, 'customer', 'number'),
    assistant: {
      id: '697769ef5e6d94d5ad83e01e',
      name: textIn(body, 'assistant', 'name'),
      provider: 'gemini',
      model: 'gemini-3-flash-preview',
      config: objectIn(body, 'assistant'),
    },
    fields: {
      ...webCall,
      customer: { number: textIn(body, 'customer', 'number') },
      userNumber: textIn(body, 'call', 'userNumber'),
    },
    createdAt: START,
    startAt: START,
  }),
  'interactly-status-update-ongoing-minimal.json': () => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_485_000),
    fields: { phoneCallStatus: 'in-progress', phoneCallStatusReason: 'Call is in progress' },
  }),
  'interactly-status-update-finished-minimal.json': () => ({
    ...nothing,
    status: onlyStatus('finished', 1_772_702_523_000),
    fields: {
      callEndTriggerBy: 'bot',
      phoneCallStatus: 'completed',
      phoneCallStatusReason: 'Call is completed',
    },
    durationMs: 41_683,
  }),
};
