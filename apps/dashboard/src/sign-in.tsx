import { Icon } from './icon.js';

/** A gateway with a token lets nobody in without it. It asks for it itself when the page is loaded. */
export function SignIn({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <main class="state-note whole-page">
      <Icon name="lock" />
      <h1>This gateway asks for a token</h1>
      <p>
        You are not signed in, or no longer. Reload the page and enter the value of{' '}
        <span class="mono">DASHBOARD_TOKEN</span>.
      </p>
      <div class="state-acts">
        <button type="button" class="button primary" onClick={() => location.reload()}>
          Reload and sign in
        </button>
        <button type="button" class="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    </main>
  );
}
