import type { CallIdentity } from './call-identity.js';
import { callObject, INITIATED, QUEUED_ON_THE_WEB, RINGING, type CallState } from './call-object.js';
import { envelope } from './envelope.js';
import type { Random } from './random.js';
import type { Webhook } from './webhook.js';

interface Failure {
  readonly phoneCallStatus: string;
  readonly phoneCallStatusReason: string;
  /** How long it rang, or was tried. */
  readonly afterMs: readonly [number, number];
}

const BUSY: Failure = {
  phoneCallStatus: 'busy',
  phoneCallStatusReason: 'The line is busy',
  afterMs: [3000, 6000],
};
const NO_ANSWER: Failure = {
  phoneCallStatus: 'no-answer',
  phoneCallStatusReason: 'Nobody answered',
  afterMs: [22_000, 30_000],
};
const REFUSED: Failure = {
  phoneCallStatus: 'failed',
  phoneCallStatusReason: 'Concurrent call limit of the team reached',
  afterMs: [180, 420],
};

/** A call that came to nothing: nobody answered it, or there were too many at once. */
export function failedCall(random: Random, identity: CallIdentity, startAt: number): readonly Webhook[] {
  const failure = identity.direction === 'outbound' ? random.pick([BUSY, NO_ANSWER, REFUSED]) : REFUSED;
  const failedAt = startAt + 900 + random.int(...failure.afterMs);
  const { phoneCallStatus, phoneCallStatusReason } = failure;
  const failed: CallState = { status: 'failed', phoneCallStatus, phoneCallStatusReason };
  const ended = {
    ...callObject(identity, failed, startAt),
    endAt: new Date(failedAt).toISOString(),
    callEndTriggerBy: 'system',
  };
  const said = (timestamp: number, state: CallState, assistant: 'full' | 'stub') =>
    envelope(identity, {
      timestamp,
      type: 'status-update',
      call: callObject(identity, state, startAt),
      assistant,
    });
  const tried =
    identity.medium === 'web'
      ? [said(startAt + 60, QUEUED_ON_THE_WEB, 'full')]
      : [
          said(startAt + 40, INITIATED, 'full'),
          ...(failure === REFUSED ? [] : [said(startAt + 900, RINGING, 'stub')]),
        ];
  return [
    ...tried,
    envelope(identity, { timestamp: failedAt + 30, type: 'status-update', call: ended }),
    envelope(identity, {
      timestamp: failedAt + random.int(900, 2300),
      type: 'end-of-call-report',
      call: ended,
      messages: [],
      assistant: 'empty',
    }),
  ];
}
