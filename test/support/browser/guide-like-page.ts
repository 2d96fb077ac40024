/** Uses the guide's API as the guide's page does: asks again and again, takes the last call, has a button that clears. */
export const GUIDE_LIKE_PAGE = `<!doctype html>
<title>A page like the guide's</title>
<button>Reset</button><p id="call"></p><ul id="statuses"></ul><ol id="messages"></ol>
<script>
  const list = (id, lines) => document.getElementById(id).replaceChildren(...lines.map((line) => {
    const item = document.createElement('li');
    item.textContent = line;
    return item;
  }));
  async function tick() {
    const { conversations } = await (await fetch('/api/conversations')).json();
    const call = Object.keys(conversations).at(-1);
    const { statuses, messages } = conversations[call] ?? { statuses: [], messages: [] };
    document.getElementById('call').textContent = call ?? 'Waiting for calls';
    list('statuses', statuses.map((one) => one.status + ' at ' + new Date(one.timestamp).toISOString()));
    list('messages', messages.map((one) => one.role + ': ' + one.text + ' at ' + new Date(one.timestamp).toISOString()));
  }
  document.querySelector('button').onclick = () => fetch('/api/conversations', { method: 'DELETE' });
  setInterval(tick, 100);
</script>`;
