import {
  error,
  message,
  metricsOf,
  nothing,
  objectIn,
  onlyStatus,
  textIn,
  type Samples,
} from './corpus-view.js';

const START = Date.UTC(2026, 2, 5, 9, 21, 20, 63);

const fullFields = {
  assistantId: '697769ef5e6d94d5ad83e01e',
  assistantNumber: '697769ef5e6d94d5ad83e01e',
  callType: 'web',
  direction: 'inbound',
  phoneCallStatus: 'in-progress',
  phoneCallStatusReason: 'Call is in progress',
  startAt: '2026-03-05T09:21:20.063Z',
  teamId: '67c0231ae6880fe48ef929ee',
};

export const happenings: Samples = {
  'interactly-hang-basic.json': (body) => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_490_000),
    who: textIn(body, 'customer', 'number'),
    assistant: assistantOf(body, 'gemini', 'gemini-3-flash-preview'),
    fields: {
      assistantId: '697769ef5e6d94d5ad83e01e',
      customer: { number: textIn(body, 'customer', 'number') },
      teamId: '67c0231ae6880fe48ef929ee',
    },
    messages: [
      message(body, 0, 'assistant', 'welcome-1', 1_772_702_480_279, { kind: 'welcome' }),
      message(body, 1, 'user', 'user-1', 1_772_702_485_138),
    ],
    hangs: [{ at: 1_772_702_490_000 }],
  }),
  'interactly-hang-complete.json': (body) => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_490_000),
    who: textIn(body, 'customer', 'number'),
    assistant: assistantOf(body, 'gemini', 'gemini-3-flash-preview'),
    fields: {
      ...fullFields,
      assistantOverrides: { variablesValidations: { serial_number: 'none' } },
      customer: { number: textIn(body, 'customer', 'number') },
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
    ],
    hangs: [{ at: 1_772_702_490_000 }],
  }),
  'interactly-error-llm.json': (body) => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_495_000),
    assistant: assistantOf(body, 'openai', 'gpt-4'),
    fields: { assistantId: '697769ef5e6d94d5ad83e01e' },
    messages: [message(body, 0, 'user', 'user-1', 1_772_702_490_000)],
    errors: [
      error(body, {
        at: 1_772_702_495_000,
        type: 'llm_error',
        code: 'rate_limit_exceeded',
        provider: 'openai',
        retryable: true,
      }),
    ],
  }),
  'interactly-error-stt.json': (body) => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_485_000),
    errors: [
      error(body, {
        at: 1_772_702_485_000,
        type: 'stt_error',
        code: 'audio_quality_insufficient',
        provider: 'deepgram',
        retryable: false,
      }),
    ],
  }),
  'interactly-error-auth.json': (body) => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_488_000),
    errors: [
      error(body, {
        at: 1_772_702_488_000,
        type: 'llm_error',
        code: 'authentication_failed',
        provider: 'anthropic',
        retryable: false,
      }),
    ],
  }),
  'interactly-error-complete-llm-rate-limit.json': (body) => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_495_000),
    who: textIn(body, 'customer', 'number'),
    assistant: assistantOf(body, 'openai', 'gpt-4'),
    fields: {
      ...fullFields,
      customer: { number: textIn(body, 'customer', 'number') },
      userNumber: textIn(body, 'call', 'userNumber'),
    },
    createdAt: START,
    startAt: START,
    messages: [
      message(body, 0, 'assistant', 'welcome-1', 1_772_702_480_279, { kind: 'welcome' }),
      message(body, 1, 'user', 'user-1', 1_772_702_490_000),
    ],
    errors: [
      error(body, {
        at: 1_772_702_495_000,
        type: 'llm_error',
        code: 'rate_limit_exceeded',
        provider: 'openai',
        retryable: true,
      }),
    ],
  }),
  'interactly-error-complete-stt-audio-quality.json': (body) => ({
    ...nothing,
    status: onlyStatus('ongoing', 1_772_702_485_000),
    who: textIn(body, 'customer', 'number'),
    assistant: assistantOf(body, null, null),
    fields: {
      assistantId: '697769ef5e6d94d5ad83e01e',
      customer: { number: textIn(body, 'customer', 'number') },
      teamId: '67c0231ae6880fe48ef929ee',
    },
    messages: [message(body, 0, 'assistant', 'welcome-1', 1_772_702_480_279, { kind: 'welcome' })],
    errors: [
      error(body, {
        at: 1_772_702_485_000,
        type: 'stt_error',
        code: 'audio_quality_insufficient',
        provider: 'deepgram',
        retryable: false,
      }),
    ],
  }),
};

function assistantOf(body: unknown, provider: string | null, model: string | null) {
  return {
    id: '697769ef5e6d94d5ad83e01e',
    name: textIn(body, 'assistant', 'name'),
    provider,
    model,
    config: objectIn(body, 'assistant'),
  };
}
