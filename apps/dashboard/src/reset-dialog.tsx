import { useState } from 'preact/hooks';
import { Dialog } from './dialog.js';
import { cutText, plural } from './format.js';

type Scope = 'all' | 'one';

/** Asks before anything is deleted, and says what will be. */
export function ResetDialog(props: {
  readonly total: number;
  readonly call: string | null;
  readonly callName: string;
  readonly first: Scope;
  readonly remove: (call: string | null) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { total, call, callName, first, remove, onClose } = props;
  const [scope, setScope] = useState<Scope>(call === null ? 'all' : first);
  const [state, setState] = useState<{ readonly busy: boolean; readonly fault: string | null }>({
    busy: false,
    fault: null,
  });
  const onSubmit = (event: Event) => {
    event.preventDefault();
    setState({ busy: true, fault: null });
    remove(scope === 'one' ? call : null).then(onClose, (error: unknown) => {
      setState({ busy: false, fault: error instanceof Error ? error.message : 'Nothing was removed.' });
    });
  };
  return (
    <Dialog title="Remove calls" onClose={onClose}>
      <form class="reset" onSubmit={onSubmit}>
        <fieldset>
          <legend class="off-screen">Which calls</legend>
          {call !== null && (
            <label class="choice">
              <input type="radio" name="scope" checked={scope === 'one'} onChange={() => setScope('one')} />
              <span>
                <strong>This call</strong>
                <bdi class="quiet">{cutText(callName, 80)}</bdi>
              </span>
            </label>
          )}
          <label class="choice">
            <input type="radio" name="scope" checked={scope === 'all'} onChange={() => setScope('all')} />
            <span>
              <strong>All calls</strong>
              <span class="quiet">{plural(total, 'call')}, for everyone who looks at this gateway</span>
            </span>
          </label>
        </fieldset>
        <p class="quiet">
          Words, reports and stored events go for good. A call that is still running comes back with its next
          event.
        </p>
        {state.fault !== null && (
          <p class="fault" role="alert">
            {state.fault}
          </p>
        )}
        <div class="dialog-acts">
          <button type="button" class="button" data-first onClick={onClose}>
            Keep
          </button>
          <button type="submit" class="button danger filled" disabled={state.busy}>
            {scope === 'one' ? 'Remove this call' : `Remove ${total === 1 ? 'the call' : 'all calls'}`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
