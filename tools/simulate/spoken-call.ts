import type { CallIdentity } from './call-identity.js';
import {
  callObject,
  FINISHED,
  forwardedTo,
  INITIATED,
  ONGOING,
  QUEUED_ON_THE_WEB,
  RINGING,
  terseCallObject,
  type CallState,
} from './call-object.js';
import type { Dialogue } from './dialogue.js';
import { bareEnvelope, envelope } from './envelope.js';
import { messagesOf } from './messages-of.js';
import type { Random } from './random.js';
import { endedCallObject, reportOf, type SpokenCall } from './report.js';
import { timelineOf } from './timeline.js';
import type { Webhook } from './webhook.js';

/** From being made until it is answered, word by word, to the report. */
export function spokenCall(
  random: Random,
  identity: CallIdentity,
  dialogue: Dialogue,
  startAt: number,
  isForwarded: boolean,
): readonly Webhook[] {
  const connectedAt = startAt + (identity.medium === 'web' ? random.int(380, 520) : random.int(2600, 7200));
  const audioAfterMs = random.int(190, 240);
  const zero = connectedAt + audioAfterMs;
  const timeline = timelineOf(random, dialogue);
  const messages = messagesOf(random, timeline.moments, zero, audioAfterMs);
  const silentAt = zero + timeline.end;
  const call: SpokenCall = {
    identity,
    timeline,
    messages,
    result: dialogue.result,
    connectedAt,
    endAt: isForwarded ? silentAt + random.int(9000, 24_000) : silentAt,
    endedBy: isForwarded ? 'system' : random.pick(['bot', 'bot', 'user']),
  };
  const isTerse = random.chance(0.4);
  const handedOver = status(call, forwardedTo(dialogue.profile.handover.to), silentAt + 30, isTerse);
  return [
    ...answered(identity, startAt, connectedAt, isTerse),
    ...conversation(call, zero),
    ...(isForwarded ? [handedOver] : []),
    finished(call, isTerse),
    reportOf(random, call),
  ];
}

/** The statuses until somebody answers; the first event carries the whole assistant. */
function answered(
  identity: CallIdentity,
  startAt: number,
  connectedAt: number,
  isTerse: boolean,
): readonly Webhook[] {
  const isWeb = identity.medium === 'web';
  const said = (timestamp: number, state: CallState, assistant: 'full' | 'stub') =>
    envelope(identity, {
      timestamp,
      type: 'status-update',
      call: callObject(identity, state, startAt),
      assistant,
    });
  return [
    said(startAt + 40, isWeb ? QUEUED_ON_THE_WEB : INITIATED, 'full'),
    ...(isWeb ? [] : [said(startAt + 900, RINGING, 'stub')]),
    status({ identity, connectedAt }, ONGOING, connectedAt + 5, isTerse),
  ];
}

/** One event a message, each with the history so far, and what went wrong in between. */
function conversation(call: SpokenCall, zero: number): readonly Webhook[] {
  const { identity, timeline, connectedAt } = call;
  const ongoing = callObject(identity, ONGOING, connectedAt);
  let told = 0;
  return timeline.moments.map((moment) => {
    const timestamp = zero + moment.at;
    const lasting = { ...ongoing, assistantCallDuration: timestamp - connectedAt };
    switch (moment.kind) {
      case 'heard':
      case 'spoken':
        told += 1;
        return envelope(identity, {
          timestamp: timestamp + 2,
          type: 'conversation-update',
          call: ongoing,
          messages: call.messages.slice(0, told),
        });
      case 'hung':
        return envelope(identity, {
          timestamp,
          type: 'hang',
          call: lasting,
          messages: call.messages.slice(0, told),
        });
      case 'erred':
        return envelope(identity, {
          timestamp,
          type: 'error',
          call: lasting,
          messages: call.messages.slice(0, told),
          error: moment.error,
        });
    }
  });
}

function status(
  { identity, connectedAt }: Pick<SpokenCall, 'identity' | 'connectedAt'>,
  state: CallState,
  timestamp: number,
  isTerse: boolean,
): Webhook {
  const type = 'status-update';
  return isTerse
    ? bareEnvelope({ timestamp, type, call: terseCallObject(identity, state) })
    : envelope(identity, { timestamp, type, call: callObject(identity, state, connectedAt) });
}

function finished(call: SpokenCall, isTerse: boolean): Webhook {
  const ended = endedCallObject(call);
  const timestamp = call.endAt + 60;
  const type = 'status-update';
  if (!isTerse) return envelope(call.identity, { timestamp, type, call: ended });
  const { callEndTriggerBy = '', assistantCallDuration = 0 } = ended;
  const terse = { ...terseCallObject(call.identity, FINISHED), callEndTriggerBy, assistantCallDuration };
  return bareEnvelope({ timestamp, type, call: terse });
}
