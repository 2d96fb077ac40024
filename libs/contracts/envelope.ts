import { z } from 'zod';

const text = z.string().min(1);
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const identifier = z.union([text, z.number().transform(String)]);

/**
 * What ingest reads of a body: enough to say which call and which kind of event it is.
 * Nothing here refuses a body: a field of another shape counts as absent. All else is not even looked at: there may be
 * a million fields.
 */
export const Envelope = z.object({
  event: optional(text),
  message: optional(
    z.object({
      type: optional(text),
      call: optional(
        z.object({ id: optional(identifier), _id: optional(identifier), callId: optional(identifier) }),
      ),
    }),
  ),
});
export type Envelope = z.infer<typeof Envelope>;

/** Ids longer than this name no call: such an event is kept, unassigned. */
export const MAX_CALL_ID_LENGTH = 256;

/** The call an envelope belongs to and the type it states; a missing type is `unknown` (INTERACTLY rules 11, 16, 25). */
export function readEnvelope(body: unknown): { call: string | undefined; type: string } {
  const parsed = Envelope.safeParse(body);
  if (!parsed.success) return { call: undefined, type: 'unknown' };
  const { message, event } = parsed.data;
  const id = message?.call?.id ?? message?.call?._id ?? message?.call?.callId;
  const call = id !== undefined && id.length <= MAX_CALL_ID_LENGTH ? id.toWellFormed() : undefined;
  const type = (message?.type ?? event ?? 'unknown').slice(0, 100).toWellFormed();
  return { call, type };
}
