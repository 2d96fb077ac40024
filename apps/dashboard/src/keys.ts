export type KeyAction =
  'next call' | 'previous call' | 'newest' | 'pause' | 'search' | 'details' | 'help' | 'end' | 'back';

export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Where the focus is when a key is pressed. */
export type Focus = 'page' | 'field' | 'control' | 'dialog';

const ACTIONS: Readonly<Record<string, KeyAction>> = {
  j: 'next call',
  k: 'previous call',
  l: 'newest',
  ' ': 'pause',
  '/': 'search',
  f: 'search',
  i: 'details',
  '?': 'help',
  G: 'end',
  Escape: 'back',
};

/** What a key does; nothing while somebody types, in a dialog, with a modifier, or where a control wants it itself. */
export function actionOf({ key, ctrlKey, metaKey, altKey }: Key, focus: Focus): KeyAction | null {
  if (ctrlKey || metaKey || altKey || focus === 'dialog') return null;
  const action = Object.hasOwn(ACTIONS, key) ? (ACTIONS[key] ?? null) : null;
  if (focus === 'field') return action === 'back' ? action : null;
  return focus === 'control' && key === ' ' ? null : action;
}

/** The shortcuts as the help shows them. */
export const SHORTCUTS: readonly {
  readonly title: string;
  readonly keys: readonly (readonly [string, readonly string[]])[];
}[] = [
  {
    title: 'Move',
    keys: [
      ['Next, previous call', ['j', 'k']],
      ['In the list', ['↑', '↓']],
      ['End of the conversation', ['G']],
      ['Back', ['esc']],
    ],
  },
  {
    title: 'Watch',
    keys: [
      ['Follow the newest call', ['l']],
      ['Pause, resume', ['space']],
      ['Filter calls', ['/']],
      ['Details', ['i']],
      ['This list', ['?']],
    ],
  },
];
