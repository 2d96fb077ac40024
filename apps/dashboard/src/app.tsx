import { useEffect, useRef, useState } from 'preact/hooks';
import type { Board } from './board.js';
import { BottomBar } from './bottom-bar.js';
import { CallPane } from './call-pane.js';
import { CallStateNote } from './call-state-note.js';
import { callerOf } from './caller.js';
import { CallsPane } from './calls-pane.js';
import type { Connection } from './connection.js';
import { DetailsPane } from './details-pane.js';
import { FiguresLine } from './figures-line.js';
import { FirstRun } from './first-run.js';
import { shortId } from './format.js';
import { HelpDialog } from './help-dialog.js';
import type { KeyAction } from './keys.js';
import { isDataOld } from './link-state.js';
import { NoticeBar } from './notice-bar.js';
import { PaneBoundary } from './pane-boundary.js';
import { PhoneTabs, type PhonePane } from './phone-tabs.js';
import { removeCalls } from './removal.js';
import { ResetDialog } from './reset-dialog.js';
import { hashOf } from './route.js';
import { SignIn } from './sign-in.js';
import { applyTheme, nextTheme, storedTheme } from './theme.js';
import { Toast } from './toast.js';
import { TopBar } from './top-bar.js';
import { useKeys } from './use-keys.js';
import { useMedia } from './use-media.js';
import { useTitle } from './use-title.js';
import type { WebhookAddress } from './webhook-address.js';

type Window = 'help' | 'reset all' | 'reset one' | null;

export function App(props: {
  readonly board: Board;
  readonly connection: Connection;
  readonly address: WebhookAddress;
}) {
  const { board, connection, address } = props;
  const isPhone = useMedia('(max-width: 899px)');
  const isWide = useMedia('(min-width: 1200px)');
  const [openWindow, setWindow] = useState<Window>(null);
  const [theme, setTheme] = useState(storedTheme);
  const [details, setDetails] = useState<boolean | null>(null);
  const [phonePane, setPhonePane] = useState<PhonePane>('calls');
  const search = useRef<HTMLInputElement>(null);
  const chatBox = useRef<HTMLDivElement>(null);
  const order = useRef<readonly string[]>([]);
  const openedAt = useRef(board.now.peek());

  const link = board.link.value;
  const rows = board.rows.value;
  const shown = board.shownRows.value;
  const selected = board.selected.value;
  const view = board.view.value;
  const clock = board.clock.value;
  const pulse = board.pulse.value;
  const isPaused = board.held.value !== null;
  const isOld = isDataOld(link);
  const isFiltered = board.filter.value.group !== null || board.filter.value.search !== '';
  const hasDetails = details ?? isWide;
  const isEmpty =
    rows !== null && shown.figures.total === 0 && shown.byCall.size === 0 && view === null && !isFiltered;

  useEffect(() => applyTheme(theme), [theme]);
  useTitle(board);
  useEffect(() => {
    if (board.route.value.is === 'call') setPhonePane((pane) => (pane === 'calls' ? 'chat' : pane));
  }, [board.route.value]);

  const choose = (call: string) => {
    location.hash = hashOf({ is: 'call', call });
    setPhonePane('chat');
  };
  const togglePause = () => (isPaused ? board.resume() : board.pause());
  const step = (by: 1 | -1) => {
    const place = selected === null ? -1 : order.current.indexOf(selected);
    const call = order.current[place < 0 ? 0 : Math.min(Math.max(place + by, 0), order.current.length - 1)];
    if (call !== undefined) choose(call);
  };
  const remove = async (call: string | null) => {
    await removeCalls(call);
    board.resume();
    board.toast.value = call === null ? 'All calls removed' : 'The call was removed';
    if (call === null || call === selected) followNewest();
  };
  const goBack = () => {
    if (document.activeElement === search.current) {
      board.filter.value = { ...board.filter.value, search: '' };
      search.current?.blur();
    } else if (isPhone) setPhonePane('calls');
    else if (!isWide && hasDetails) setDetails(false);
  };
  const act = (action: KeyAction) => {
    switch (action) {
      case 'next call':
        return step(1);
      case 'previous call':
        return step(-1);
      case 'newest':
        return followNewest();
      case 'pause':
        return togglePause();
      case 'search':
        setPhonePane('calls');
        return search.current?.focus();
      case 'details':
        return isPhone ? setPhonePane('details') : setDetails(!hasDetails);
      case 'help':
        return setWindow('help');
      case 'end':
        return chatBox.current?.scrollTo({ top: chatBox.current.scrollHeight });
      case 'back':
        return goBack();
    }
  };
  useKeys(act);

  if (link.is === 'unauthorised') return <SignIn onRetry={connection.retryNow} />;
  return (
    <div class="page">
      <TopBar
        {...{ link, isPaused, isEmpty, theme }}
        heldChanges={board.heldChanges.value}
        canReset={shown.figures.total > 0}
        onPause={togglePause}
        onReset={() => setWindow('reset all')}
        onTheme={() => setTheme(nextTheme(theme))}
        onHelp={() => setWindow('help')}
      />
      <section class="notices" aria-label="Notices">
        {board.notices.value.map((notice) => (
          <NoticeBar
            key={notice.id}
            notice={notice}
            onRetry={connection.retryNow}
            onDismiss={(id) => (board.dismissed.value = new Set([...board.dismissed.value, id]))}
          />
        ))}
      </section>
      <FiguresLine
        figures={rows === null ? null : shown.figures}
        isOld={isOld || isPaused}
        {...{ pulse, clock, isPhone }}
      />
      {isEmpty ? (
        <main class="panes alone">
          <PaneBoundary name="The first steps">
            <FirstRun {...{ address, link, pulse, clock }} waitedMs={board.now.value - openedAt.current} />
          </PaneBoundary>
        </main>
      ) : (
        <main class={`panes show-${phonePane}${hasDetails ? ' with-details' : ''}`}>
          <CallsPane
            {...{ board, selected, clock, isPhone, search }}
            onChoose={choose}
            onResume={board.resume}
            onEnd={connection.widen}
            onOrder={(next) => (order.current = next)}
          />
          <section class="centre" aria-label="Call">
            <PaneBoundary key={selected} name="This call">
              {selected !== null && view !== null ? (
                <CallPane
                  call={selected}
                  {...{ view, clock, isOld, isPaused, hasDetails, chatBox }}
                  flow={board.flow.value}
                  isNewest={board.route.value.is === 'newest'}
                  onNewest={followNewest}
                  onBack={() => setPhonePane('calls')}
                  onDetails={() => setDetails(!hasDetails)}
                />
              ) : (
                <CallStateNote
                  state={board.callState.value}
                  fault={board.fault.value}
                  hasCall={selected !== null}
                  onNewest={followNewest}
                />
              )}
            </PaneBoundary>
          </section>
          {(hasDetails || isPhone) && (
            <aside class="details" aria-label="Details">
              <PaneBoundary key={selected} name="The details">
                {selected !== null && view !== null ? (
                  <DetailsPane
                    call={selected}
                    view={view}
                    onRemove={() => setWindow('reset one')}
                    onClose={() => setDetails(false)}
                  />
                ) : (
                  <p class="pane-note">No call is shown.</p>
                )}
              </PaneBoundary>
            </aside>
          )}
        </main>
      )}
      {isPhone ? (
        !isEmpty && <PhoneTabs pane={phonePane} onPane={setPhonePane} />
      ) : (
        <BottomBar {...{ pulse, isPaused }} />
      )}
      <Toast text={board.toast.value} onGone={() => (board.toast.value = null)} />
      {openWindow === 'help' && <HelpDialog onClose={() => setWindow(null)} />}
      {(openWindow === 'reset all' || openWindow === 'reset one') && (
        <ResetDialog
          total={board.rows.value?.figures.total ?? 0}
          call={view === null ? null : selected}
          callName={[
            view?.assistant.name ?? (selected === null ? '' : shortId(selected)),
            callerOf(view?.who ?? null)?.full ?? '',
          ]
            .filter(Boolean)
            .join(', ')}
          first={openWindow === 'reset one' ? 'one' : 'all'}
          remove={remove}
          onClose={() => setWindow(null)}
        />
      )}
    </div>
  );
}

function followNewest(): void {
  location.hash = hashOf({ is: 'newest' });
}
