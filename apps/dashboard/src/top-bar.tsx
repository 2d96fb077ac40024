import { formatCount, formatSpan } from './format.js';
import { Icon, type IconName } from './icon.js';
import type { Link } from './link-state.js';
import type { Theme } from './theme.js';

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };

export function TopBar(props: {
  readonly link: Link;
  readonly isPaused: boolean;
  readonly isEmpty: boolean;
  readonly heldChanges: number;
  readonly theme: Theme;
  readonly canReset: boolean;
  readonly onPause: () => void;
  readonly onReset: () => void;
  readonly onTheme: () => void;
  readonly onHelp: () => void;
}) {
  const { link, isPaused, isEmpty, heldChanges, theme, canReset } = props;
  return (
    <header class="top">
      <h1 class="brand">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <rect class="brand-a" x="1" y="4" width="11" height="4.5" rx="1.5" />
          <rect class="brand-b" x="8" y="11.5" width="11" height="4.5" rx="1.5" />
          <rect class="brand-a faint" x="14" y="4" width="5" height="4.5" rx="1.5" />
          <rect class="brand-b faint" x="1" y="11.5" width="5" height="4.5" rx="1.5" />
        </svg>
        <span>Callboard</span>
      </h1>
      <LinkPill {...{ link, isPaused, isEmpty }} />
      <div class="top-acts">
        <button
          type="button"
          class={isPaused ? 'button on' : 'button ghost'}
          aria-pressed={isPaused}
          onClick={props.onPause}
        >
          <Icon name={isPaused ? 'play' : 'pause'} size={14} />
          <span class="wide-only">{isPaused ? 'Resume' : 'Pause'}</span>
          {isPaused && heldChanges > 0 && <span class="mono">+{formatCount(heldChanges)}</span>}
        </button>
        <button type="button" class="button ghost" onClick={props.onReset} disabled={!canReset}>
          <Icon name="reset" size={14} />
          <span class="wide-only">Reset</span>
        </button>
        <button type="button" class="button ghost square" onClick={props.onTheme}>
          <Icon name={THEME_ICONS[theme]} />
          <span class="off-screen">Theme: {theme}. Change</span>
        </button>
        <button type="button" class="button ghost square desk-only" onClick={props.onHelp}>
          <Icon name="help" />
          <span class="off-screen">Keyboard shortcuts</span>
        </button>
      </div>
    </header>
  );
}

function LinkPill(props: { readonly link: Link; readonly isPaused: boolean; readonly isEmpty: boolean }) {
  const { link, isPaused, isEmpty } = props;
  const { tone, word, more } = wordsOf(link, isEmpty);
  const isHeld = isPaused && link.is === 'live';
  return (
    <div class="link">
      <i class={`dot ${isHeld ? 'held' : tone}`} />
      <strong role="status">{isHeld ? 'Paused' : word}</strong>
      <span class="link-more">{isHeld ? 'changes are held' : more}</span>
    </div>
  );
}

function wordsOf(
  link: Link,
  isEmpty: boolean,
): { tone: 'live' | 'calm' | 'warn' | 'bad'; word: string; more: string } {
  switch (link.is) {
    case 'connecting':
      return { tone: 'calm', word: 'Connecting', more: '' };
    case 'catching up':
      return { tone: 'calm', word: 'Catching up', more: '' };
    case 'live':
      return { tone: 'live', word: 'Live', more: isEmpty ? 'waiting for events' : '' };
    case 'behind':
      return { tone: 'warn', word: 'Behind', more: `by ${formatSpan(link.lagMs)}` };
    case 'unread':
      return { tone: 'warn', word: 'Waiting', more: 'for a projector' };
    case 'redis away':
      return { tone: 'warn', word: 'Waiting', more: 'for Redis' };
    case 'stale':
      return { tone: 'warn', word: 'Stale', more: `for ${formatSpan(link.silentMs)}` };
    case 'reconnecting':
      return { tone: 'warn', word: 'Reconnecting', more: `try ${link.attempt}` };
    case 'unauthorised':
      return { tone: 'bad', word: 'Signed out', more: '' };
  }
}
