/** A body as the provider posts it. */
export interface Webhook {
  readonly message: Readonly<Record<string, unknown>>;
}

type Said = Readonly<Record<string, unknown>>;

const START = Date.UTC(2026, 2, 5, 9, 21, 20);

/** Epoch ms of a second of a call. */
export function at(second: number): number {
  return START + second * 1000;
}

/** A call told by its webhooks in order; each wish is one webhook more. */
export function aCall(id = 'CA1'): CallTold {
  return new CallTold(id, [], []);
}

class CallTold {
  constructor(
    private readonly id: string,
    private readonly sent: readonly Webhook[],
    private readonly said: readonly Said[],
  ) {}

  /** A status-update. */
  thatWas(status: string, when: number): CallTold {
    return this.thatSent('status-update', { timestamp: when, call: { status } });
  }

  /** A conversation-update, which repeats all that was said so far. */
  saying(role: string, text: string, when: number, more: Said = {}): CallTold {
    const message = { messageId: `${role}-${this.said.length + 1}`, role, text, timestamp: when, ...more };
    const said = [...this.said, message];
    return new CallTold(this.id, this.sent, said).thatSent('conversation-update', {
      timestamp: when,
      messages: said,
    });
  }

  thatHung(when: number): CallTold {
    return this.thatSent('hang', { timestamp: when, messages: this.said });
  }

  thatErred(error: Said, when: number): CallTold {
    return this.thatSent('error', { timestamp: when, error });
  }

  /** An end-of-call report, which repeats all that was said unless told otherwise. */
  thatEnded(when: number, report: Said = {}): CallTold {
    const { call, ...rest } = { messages: this.said, call: {}, ...report };
    return this.thatSent('end-of-call-report', {
      timestamp: when,
      call: { status: 'finished', ...call },
      ...rest,
    });
  }

  /** Any event; what is not given is not there. */
  thatSent(type: string, { call, ...message }: Said & { readonly call?: Said }): CallTold {
    const event = { message: { type, call: { id: this.id, ...call }, ...message } };
    return new CallTold(this.id, [...this.sent, event], this.said);
  }

  events(): readonly Webhook[] {
    return this.sent;
  }
}
