/** What was posted: JSON as text and as a value, or why it is none and what its sender can do. */
export type Posted =
  | { readonly isJson: true; readonly bytes: Buffer; readonly text: string; readonly value: unknown }
  | { readonly isJson: false; readonly reason: string; readonly hint: string; readonly legible: string };

/**
 * Reads a body as UTF-8 JSON of any kind, a byte order mark before it or not. Headers are not asked before the body
 * failed: they may be wrong about it. `legible` is the body as text, so far as it is one.
 */
export function readJson(body: Buffer, contentEncoding: string | undefined): Posted {
  const bytes = isUtf8Marked(body) ? body.subarray(3) : body;
  const text = bytes.toString('utf8');
  try {
    return { isJson: true, bytes, text, value: JSON.parse(text) };
  } catch {
    return { isJson: false, ...explain(bytes, text, contentEncoding) };
  }
}

type Explanation = Pick<Posted & { isJson: false }, 'reason' | 'hint' | 'legible'>;

function explain(bytes: Buffer, text: string, contentEncoding: string | undefined): Explanation {
  if (text.trim() === '') {
    return { reason: 'The body is empty.', hint: 'Post the event as a JSON body.', legible: '' };
  }
  if (isCompressed(bytes, contentEncoding)) {
    // Compressed text can't be masked, so nothing of it is legible.
    const hint = 'Post it as plain JSON, without Content-Encoding.';
    return { reason: 'The body is compressed.', hint, legible: '' };
  }
  const utf16 = readUtf16(bytes);
  if (utf16 !== undefined) {
    return { reason: 'The body is UTF-16 text.', hint: 'Post it as UTF-8.', legible: utf16 };
  }
  const hint = isForm(text)
    ? 'It looks like a form. Post the event itself as the body, with Content-Type: application/json.'
    : 'Post one JSON value as UTF-8 text. If it was cut off on its way, look at what passes it on.';
  return { reason: 'The body is not JSON.', hint, legible: isBinary(text) ? '' : text };
}

function isUtf8Marked(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function isCompressed(bytes: Buffer, contentEncoding: string | undefined): boolean {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const isZstd = bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
  return isGzip || isZstd || !['', 'identity'].includes(contentEncoding?.trim().toLowerCase() ?? '');
}

/** UTF-16 (and UTF-32) says so with a mark, or shows by its NULs: JSON begins with a character of ASCII. */
function readUtf16(bytes: Buffer): string | undefined {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== undefined);
  if (!isLittle && !isBig) return undefined;
  return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes).replaceAll('\0', '');
}

function isForm(text: string): boolean {
  return /^[\w.%-]{1,100}=/.test(text);
}

function isBinary(text: string): boolean {
  const sample = text.slice(0, 1000);
  const strange = sample.match(/[^\P{Cc}\s]|\ufffd/gu)?.length ?? 0;
  return strange > sample.length / 10;
}
