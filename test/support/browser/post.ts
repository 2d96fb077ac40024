/** Posts webhooks as the provider does, in order. Each of them has to be taken. */
export async function post(ingestUrl: string, ...bodies: readonly unknown[]): Promise<void> {
  for (const body of bodies) {
    const answer = await fetch(`${ingestUrl}/webhook`, { method: 'POST', body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(`ingest answered ${answer.status}: ${await answer.text()}`);
  }
}
