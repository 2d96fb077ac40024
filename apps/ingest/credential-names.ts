// Endings, since vendors put their names before them: serverUrlSecret, x-api-key, twilioAuthToken. `token` and `key`
// alone are left out: a count of tokens and a key of a menu are no credentials.
const ENDINGS =
  /(?:secrets?|(?:api|secret|private|signing)keys?|(?:access|refresh|auth|bearer|session)tokens?|passwords?|passwd|passphrase)$/;
// Whole names only: `priorAuthorization` is a matter of health insurance.
const NAMES = new Set(['authorization', 'proxyauthorization', 'cookie', 'setcookie', 'credentials']);
const NAMES_IN_A_SERVER = new Set(['token', 'key', 'auth', 'authentication', 'bearer', 'credential', 'pass']);

/** Whether a key can only name a credential, whatever its case and spelling: `secret`, `apiKey`, `X-API-KEY`. */
export function namesCredential(key: string): boolean {
  const name = plainNameOf(key);
  return ENDINGS.test(name) || NAMES.has(name);
}

/** The same among the settings of a server that is called, where shorter names leave no doubt either. */
export function namesServerCredential(key: string): boolean {
  return namesCredential(key) || NAMES_IN_A_SERVER.has(plainNameOf(key));
}

/** The settings of a server of the receiver's own: `server`, `assistantServer`, `assistantToolServers`. */
export function namesServer(key: string): boolean {
  return /^(?:.*[a-z0-9]S|.*[_-]s|s)ervers?$/s.test(key);
}

/** `headers`, `customHeaders`, `request_headers`. */
export function namesHeaders(key: string): boolean {
  return plainNameOf(key).endsWith('headers');
}

/** Addresses that give whoever has them control over a call, or let them listen to it. */
export function namesCapability(key: string): boolean {
  const name = plainNameOf(key);
  return name === 'controlurl' || name === 'listenurl';
}

function plainNameOf(key: string): string {
  return key.replace(/[\s_.-]+/g, '').toLowerCase();
}
