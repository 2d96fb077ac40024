/** What became of a webhook. */
export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly hint: string; readonly ms: number }
  | { readonly kind: 'lost'; readonly reason: string };

/** Like Interactly: one attempt, and twenty seconds to answer. */
const TIMEOUT_MS = 20_000;

/** Posts a body once; never throws. Connections are kept alive between posts. */
export async function postWebhook(url: string, secret: string | undefined, body: unknown): Promise<Answer> {
  const startedAt = performance.now();
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(secret ? { 'x-interactly-secret': secret } : {}) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return {
      kind: 'answered',
      status: response.status,
      hint: hintIn(text),
      ms: performance.now() - startedAt,
    };
  } catch (error) {
    return { kind: 'lost', reason: reasonOf(error) };
  }
}

/** The sentence in an answer that says what to do, else its beginning. */
export function hintIn(text: string): string {
  const answer = parsed(text);
  for (const name of ['hint', 'message', 'error', 'reason']) {
    const said = answer?.[name];
    if (typeof said === 'string' && said !== '') return said;
  }
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 160);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return isRecord(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** fetch hides what happened one or two causes deep: ECONNREFUSED, ENOTFOUND, a timeout. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
