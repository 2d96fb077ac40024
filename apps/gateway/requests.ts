import type { z } from 'zod';

/** Makes an answer when it can be sent, so that it tells how things are then. */
export type MakeAnswer = () => object;

type Serve<T> = (request: T) => MakeAnswer | Promise<MakeAnswer>;

export interface RequestsOptions {
  /** There is an answer to send. */
  readonly onAnswer: () => void;
  /** More is asked than is being listened to. */
  readonly onFlood: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Requests of one client that are not answered yet; more than any page of ours has at once. */
const MAX_OPEN = 256;

/**
 * The requests of one client. Each is answered once, if with what is wrong with it, and in the order in which the
 * answers became known. An answer waits until it is asked for: a client that does not read is not written to.
 */
export class Requests {
  private open = 0;
  private readonly answers: (() => void)[] = [];

  constructor(private readonly options: RequestsOptions) {}

  /** @param sent what came with the event: a request and, behind it, what takes the answer; or anything else */
  take<T>(schema: z.ZodType<T>, sent: readonly unknown[], serve: Serve<T>): void {
    if (this.open >= MAX_OPEN) return this.options.onFlood();
    this.open++;
    void this.serve(schema, sent, serve);
  }

  /** Sends one answer; `false`: none waits. */
  answerNext(): boolean {
    const send = this.answers.shift();
    if (send === undefined) return false;
    this.open--;
    send();
    return true;
  }

  private async serve<T>(schema: z.ZodType<T>, sent: readonly unknown[], serve: Serve<T>): Promise<void> {
    const answer = sent.findLast(isAnswer) ?? (() => undefined);
    const make = await this.prepare(schema, sent[0], serve);
    this.answers.push(() => answer(make()));
    this.options.onAnswer();
  }

  private async prepare<T>(schema: z.ZodType<T>, request: unknown, serve: Serve<T>): Promise<MakeAnswer> {
    const asked = schema.safeParse(request);
    if (!asked.success) {
      const [issue] = asked.error.issues;
      const where = issue?.path.join('.') ?? '';
      const error = `This request can't be read: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'unknown'}`;
      return () => ({ error });
    }
    try {
      return await serve(asked.data);
    } catch (error) {
      this.options.onFailure(error);
      return () => ({ error: 'Redis is out of reach. Ask again in a moment.' });
    }
  }
}

function isAnswer(sent: unknown): sent is (answer: object) => void {
  return typeof sent === 'function';
}
