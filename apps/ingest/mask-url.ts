import { namesCredential } from './credential-names.js';
import { MASKED } from './masked.js';
import type { SecretsMask } from './mask-secrets.js';

const MAX_PATH_LENGTH = 1024;

/** The path of a request target as it may be kept: query values and our secrets masked, at most 1,024 characters. */
export function maskPath(target: string, secrets: SecretsMask): string {
  const path = maskSecretsInPath(maskQuery(pathOf(target)), secrets);
  return path.slice(0, MAX_PATH_LENGTH).toWellFormed();
}

/** Path and query of a request target; clients may send it with scheme and host before it. */
export function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '');
  return path.startsWith('/') ? path : `/${path}`;
}

/** Masks what gives access in the address of a server: all query values, and the password before its host. */
export function maskServerAddress(text: string): string {
  return isAddress(text) ? maskQuery(maskUserinfo(text)) : text;
}

/** Masks in any text the query values that can only be credentials, and passwords in addresses. */
export function maskCredentialsInAddresses(text: string): string {
  return text.includes('://') ? maskCredentialsInQuery(maskUserinfo(text)) : text;
}

function isAddress(text: string): boolean {
  return /^\s*(?:[a-z][a-z\d+.-]*:)?\/\/|^\s*\//i.test(text);
}

/** Servers take addresses of 8 KB at most; a longer query is no address, and masking each value of it would take long. */
const LONGEST_QUERY = 8_192;
// A bare `?value` has no name; it counts as a value.
const PARAMETER = /([?&;#])([^=&;?#\s"'<>]*)(=?)([^&;#\s"'<>]*)/g;
// No name of a credential is shorter than `secret`; to look at each `&` of a text would take long.
const NAMED_PARAMETER = /([?&;#])([^=&;?#\s"'<>]{6,})=([^&;#\s"'<>]+)/g;

function maskQuery(text: string): string {
  const start = text.search(/[?#]/);
  if (start === -1) return text;
  if (text.length - start > LONGEST_QUERY) return `${text.slice(0, start + 1)}${MASKED}`;
  const query = text
    .slice(start)
    .replace(PARAMETER, (whole, mark: string, name: string, equals: string, value: string) => {
      if (equals === '') return name === '' ? whole : `${mark}${MASKED}`;
      return value === '' ? whole : `${mark}${name}=${MASKED}`;
    });
  return text.slice(0, start) + query;
}

function maskCredentialsInQuery(text: string): string {
  const start = text.search(/[?#]/);
  if (start === -1) return text;
  const query = text
    .slice(start)
    .replace(NAMED_PARAMETER, (whole, mark: string, name: string) =>
      namesCredential(name) ? `${mark}${name}=${MASKED}` : whole,
    );
  return text.slice(0, start) + query;
}

function maskUserinfo(text: string): string {
  return text.replace(/(:\/\/[^\s:/?#@]{0,256}:)[^\s/?#@]{1,256}@/g, `$1${MASKED}@`);
}

function maskSecretsInPath(path: string, secrets: SecretsMask): string {
  const masked = secrets.inValue(path);
  // Any letter may be percent-encoded, so a secret can be spelled in many ways.
  const decoded = decodePercents(masked);
  const maskedDecoded = secrets.inValue(decoded);
  if (maskedDecoded === decoded) return masked;
  return encodeURI(maskedDecoded.toWellFormed()).replaceAll(encodeURI(MASKED), MASKED);
}

/** Percent-encoded text decoded as far as it can be. */
export function decodePercents(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
