import { Icon, type IconName } from './icon.js';

export type PhonePane = 'calls' | 'chat' | 'details';

const TABS: readonly { readonly pane: PhonePane; readonly name: string; readonly icon: IconName }[] = [
  { pane: 'calls', name: 'Calls', icon: 'list' },
  { pane: 'chat', name: 'Chat', icon: 'chat' },
  { pane: 'details', name: 'Details', icon: 'info' },
];

/** On a narrow screen one pane at a time. */
export function PhoneTabs({
  pane,
  onPane,
}: {
  readonly pane: PhonePane;
  readonly onPane: (pane: PhonePane) => void;
}) {
  return (
    <nav class="phone-tabs" aria-label="Panes">
      {TABS.map(({ pane: of, name, icon }) => (
        <button
          key={of}
          type="button"
          aria-current={pane === of ? 'page' : undefined}
          onClick={() => onPane(of)}
        >
          <Icon name={icon} />
          {name}
        </button>
      ))}
    </nav>
  );
}
