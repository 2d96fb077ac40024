import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

interface BrokenRequestError extends Error {
  readonly code?: string;
}

/** Answers what is no HTTP request, or not in time, or has too many headers: there is no request to route then. */
export function answerBrokenRequest(error: BrokenRequestError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, sentence } = KNOWN.get(error.code ?? '') ?? UNKNOWN;
  const hint = 'Post the event as JSON over plain HTTP. If this was an event, it was NOT stored.';
  const body = JSON.stringify({ error: sentence, hint });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}

const KNOWN = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', { status: 408, sentence: 'The request did not arrive in time.' }],
  ['HPE_HEADER_OVERFLOW', { status: 431, sentence: 'The headers of the request are too large.' }],
]);
const UNKNOWN = { status: 400, sentence: 'The request is not HTTP.' };
