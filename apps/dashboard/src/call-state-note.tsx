import type { CallSync } from './call-sync.js';

/** What stands where a call would, while there is none to show. */
export function CallStateNote(props: {
  readonly state: CallSync['state'];
  readonly fault: string | null;
  readonly hasCall: boolean;
  readonly onNewest: () => void;
}) {
  const { state, fault, hasCall, onNewest } = props;
  if (fault !== null) {
    return (
      <div class="state-note" role="alert">
        <h2>The gateway refused this call</h2>
        <p>{fault}</p>
        <Newest onNewest={onNewest} />
      </div>
    );
  }
  if (!hasCall) {
    return (
      <div class="state-note">
        <p>Choose a call to read it.</p>
      </div>
    );
  }
  switch (state) {
    case 'unknown':
    case 'known':
      return (
        <div class="state-note late">
          <p>Fetching the call</p>
        </div>
      );
    case 'absent':
      return (
        <div class="state-note">
          <h2>No such call, yet</h2>
          <p>It may have been removed. Should it begin, it appears here.</p>
          <Newest onNewest={onNewest} />
        </div>
      );
    case 'removed':
      return (
        <div class="state-note">
          <h2>This call was removed</h2>
          <p>Its words and events are gone from the store as well.</p>
          <Newest onNewest={onNewest} />
        </div>
      );
  }
}

function Newest({ onNewest }: { readonly onNewest: () => void }) {
  return (
    <button type="button" class="button" onClick={onNewest}>
      Follow the newest call
    </button>
  );
}
