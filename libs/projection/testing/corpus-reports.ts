import { message, nothing, objectIn, onlyStatus, partOf, textIn, type Samples } from './corpus-view.js';

const START = Date.UTC(2026, 2, 5, 9, 21, 20, 63);
const END = Date.UTC(2026, 2, 5, 9, 22, 1, 739);
const FIRST_DAY = Date.UTC(2020, 9, 5);

export const reports: Samples = {
  'interactly-end-of-call-report-basic.json': (body) => ({
    ...nothing,
    status: onlyStatus('finished', 1_772_702_523_935),
    fields: {
      callEndTriggerBy: 'bot',
      endAt: '2026-03-05T09:22:01.739Z',
      recording: {
        path: 'team-id/WC-82015760-c3bd-427d-a23b-ba9b07e4ab85.mp3',
        s3Bucket: 'interactly-qa-us-recordings',
      },
      startAt: '2026-03-05T09:21:20.063Z',
    },
    createdAt: START,
    startAt: START,
    endAt: END,
    durationMs: 41_683,
    report: {
      ...nothing.report,
      summary: textIn(body, 'analysis', 'summary'),
      success: 'Poor',
      structuredData: { Name: '', 'phone number': '', serial_number: 0 },
      cost: partOf(body, 'call', 'cost'),
    },
  }),
  'interactly-end-of-call-report-complete.json': (body) => ({
    ...nothing,
    status: onlyStatus('finished', 1_772_702_523_935),
    who: textIn(body, 'customer', 'number'),
    assistant: {
      id: '697769ef5e6d94d5ad83e01e',
      name: textIn(body, 'assistant', 'name'),
      provider: null,
      model: null,
      config: objectIn(body, 'assistant'),
    },
    fields: {
      assistantId: '697769ef5e6d94d5ad83e01e',
      assistantNumber: '697769ef5e6d94d5ad83e01e',
      assistantOverrides: { variablesValidations: { serial_number: 'none' } },
      callEndTriggerBy: 'bot',
      callType: 'web',
      customer: { number: textIn(body, 'customer', 'number') },
      direction: 'inbound',
      endAt: '2026-03-05T09:22:01.739Z',
      phoneCallStatus: 'completed',
      phoneCallStatusReason: 'Call is completed',
      recording: {
        path: '67c0231ae6880fe48ef929ee/WC-82015760-c3bd-427d-a23b-ba9b07e4ab85.mp3',
        s3Bucket: 'interactly-qa-us-recordings',
      },
      startAt: '2026-03-05T09:21:20.063Z',
      teamId: '67c0231ae6880fe48ef929ee',
      userNumber: textIn(body, 'call', 'userNumber'),
    },
    createdAt: START,
    startAt: START,
    endAt: END,
    durationMs: 41_683,
    messages: [
      message(body, 0, 'assistant', 'welcome-1', 1_772_702_480_279, { kind: 'welcome' }),
      message(body, 1, 'user', 'user-1', 1_772_702_485_138),
      message(body, 2, 'user', 'user-2', 1_772_702_488_063),
      message(body, 3, 'user', 'user-3', 1_772_702_493_047),
      message(body, 4, 'assistant', 'user-3-response-1772702495604', 1_772_702_495_958),
      message(body, 5, 'user', 'user-4', 1_772_702_520_000),
      message(body, 6, 'assistant', 'user-4-response-1772702521000', 1_772_702_521_303),
    ],
    report: {
      summary: textIn(body, 'analysis', 'summary'),
      success: 'Fair',
      structuredData: { Name: '', 'phone number': '', serial_number: 0 },
      outcome: 'No appointment booked',
      cost: partOf(body, 'call', 'cost'),
      callStats: partOf(body, 'call', 'metrics', 'callStats'),
      more: { 'analysis/guardrails': 'DISABLED' },
    },
  }),
  'interactly-legacy-end-of-call-report-SHARED-messageId.json': (body) => ({
    ...nothing,
    status: {
      current: 'finished',
      history: [{ status: 'finished', at: FIRST_DAY + 36_602_000, raw: {} }],
      wasForwarded: false,
    },
    messages: [
      message(body, 0, 'assistant', 'a12f9c88-c155-461f-9771-4d240cdc9a04', FIRST_DAY + 36_601_000, {
        timestamp: '2020-10-05T10:10:01.000Z',
      }),
      message(body, 1, 'user', 'a12f9c88-c155-461f-9771-4d240cdc9a04', FIRST_DAY + 36_602_000, {
        timestamp: '2020-10-05T10:10:02.000Z',
      }),
    ],
    report: {
      ...nothing.report,
      summary: textIn(body, 'analysis', 'summary'),
      success: 'success',
      structuredData: { name: textIn(body, 'analysis', 'structuredData', 'name'), age: 29 },
    },
  }),
  'interactly-api-reference-server-message.json': (body) => ({
    ...nothing,
    status: onlyStatus('finished', FIRST_DAY),
    who: '<string>',
    customerName: '<string>',
    assistant: {
      id: '3f7b1b1b1b1b1b1b1b1b1b1b',
      name: 'My Assistant',
      provider: 'openai',
      model: 'gpt-4o-mini',
      config: objectIn(body, 'assistant'),
    },
    fields: {
      assistantId: '3f7b1b1b1b1b1b1b1b1b1b1b',
      assistantNumber: '+19867543211',
      callEndTriggerBy: 'user',
      callType: 'web',
      customer: { name: '<string>', number: '<string>' },
      direction: 'inbound',
      endAt: '2020-10-05T00:00:00.000Z',
      phoneCallStatus: 'ringing',
      startAt: '2020-10-05T00:00:00.000Z',
      teamId: '1f7b1b1b1b1b1b1b1b1b1b1b',
      userNumber: '+919867543210',
    },
    createdAt: FIRST_DAY,
    startAt: FIRST_DAY,
    endAt: FIRST_DAY,
    messages: [
      message(body, 0, 'user', '5f7b1b1b1b1b1b1b1b1b1b1b', FIRST_DAY, {
        timestamp: '2020-10-05T00:00:00.000Z',
      }),
    ],
    report: { ...nothing.report, summary: textIn(body, 'analysis', 'summary'), success: 'success' },
    warnings: [{ code: 'no-type', detail: 'unknown' }],
  }),
};
