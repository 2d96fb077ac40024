import { constantsOf, userNumberOf, type CallIdentity } from './call-identity.js';
import type { CallObject } from './webhook.js';

/** What an event says about where the call stands. */
export type CallState = Pick<CallObject, 'status' | 'phoneCallStatus' | 'phoneCallStatusReason'>;

export const INITIATED: CallState = { status: 'initiated', phoneCallStatus: '', phoneCallStatusReason: '' };
export const RINGING: CallState = {
  status: 'queued',
  phoneCallStatus: 'ringing',
  phoneCallStatusReason: 'Phone is ringing',
};
/** The two vocabularies disagree here in life, too. */
export const QUEUED_ON_THE_WEB: CallState = {
  status: 'queued',
  phoneCallStatus: 'in-progress',
  phoneCallStatusReason: 'Call is in progress',
};
export const ONGOING: CallState = { ...QUEUED_ON_THE_WEB, status: 'ongoing' };
export const FINISHED: CallState = {
  status: 'finished',
  phoneCallStatus: 'completed',
  phoneCallStatusReason: 'Call is completed',
};

export function forwardedTo(whom: string): CallState {
  return { ...ONGOING, status: 'forwarded', phoneCallStatusReason: `Call is forwarded to ${whom}` };
}

/** `message.call` of a call in this state that started at this time, before anything is known of its end. */
export function callObject(identity: CallIdentity, state: CallState, startAt: number): CallObject {
  const begun = state.status !== 'initiated';
  return {
    ...constantsOf(identity),
    direction: begun ? identity.direction : '',
    startAt: new Date(startAt).toISOString(),
    ...(begun ? {} : { endAt: null }),
    userNumber: userNumberOf(identity),
    assistantNumber:
      identity.medium === 'web' ? identity.profile.assistantId : identity.profile.assistantNumber,
    ...state,
    callEndTriggerBy: '',
    assistantCallDuration: 0,
    analysis: { summary: '', successEvaluation: '' },
    recording: { s3Bucket: '', path: '' },
    ...(begun ? {} : { cost: null }),
    assistantOverrides: overridesOf(identity),
    metadata: identity.metadata,
    ...(begun ? {} : { metrics: {} }),
  };
}

/** All that some calls state of themselves between their first event and their report. */
export function terseCallObject({ id }: CallIdentity, state: CallState): CallObject {
  return { id, ...state };
}

function overridesOf({ variables }: CallIdentity): Readonly<Record<string, unknown>> {
  const names = Object.keys(variables);
  if (names.length === 0) return {};
  const variablesValidations = Object.fromEntries(names.map((name) => [name, 'none']));
  return { dynamicVariables: variables, variablesValidations };
}
