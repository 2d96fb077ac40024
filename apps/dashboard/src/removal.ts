/** Deletes on the gateway; resolves once it has, rejects with a sentence a reader can act on. */
export async function removeCalls(call: string | null): Promise<void> {
  const path = call === null ? '/api/conversations' : `/api/calls/${encodeURIComponent(call.toWellFormed())}`;
  let response: Response;
  try {
    response = await fetch(path, { method: 'DELETE', credentials: 'same-origin' });
  } catch (error) {
    throw new Error('The gateway does not answer, nothing was removed. Try again once the page is live.', {
      cause: error,
    });
  }
  if (response.ok || response.status === 404) return;
  if (response.status === 401)
    throw new Error('The gateway asks for its token. Reload the page and sign in.');
  throw new Error(`The gateway answered ${response.status}, nothing may have been removed. Try again.`);
}
