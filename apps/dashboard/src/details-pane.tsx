import { useState } from 'preact/hooks';
import type { CallView } from '#projection';
import { CallFacts } from './call-facts.js';
import { Icon } from './icon.js';
import { WarningsList } from './warnings-list.js';

type Tab = 'call' | 'warnings';

/** All that is said of a call beside its words. */
export function DetailsPane(props: {
  readonly call: string;
  readonly view: CallView;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}) {
  const { call, view, onRemove, onClose } = props;
  const [tab, setTab] = useState<Tab>('call');
  const onTabKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = tab === 'call' ? 'warnings' : 'call';
    setTab(other);
    document.getElementById(`tab-${other}`)?.focus();
  };
  const tabProps = (name: Tab) => ({
    id: `tab-${name}`,
    role: 'tab' as const,
    class: 'tab',
    'aria-selected': tab === name,
    'aria-controls': 'details-body',
    tabIndex: tab === name ? 0 : -1,
    onClick: () => setTab(name),
    onKeyDown: onTabKey,
  });
  return (
    <>
      <h2 class="off-screen">Details</h2>
      <div class="tabs">
        <div role="tablist" aria-label="Details">
          <button type="button" {...tabProps('call')}>
            Call
          </button>
          <button type="button" {...tabProps('warnings')}>
            Warnings
            {view.warnings.length > 0 && <span class="tab-count warn">{view.warnings.length}</span>}
          </button>
        </div>
        <span class="grow" />
        <button type="button" class="button small ghost square desk-only" onClick={onClose}>
          <Icon name="close" size={14} />
          <span class="off-screen">Close details</span>
        </button>
      </div>
      <div id="details-body" class="details-body" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {tab === 'call' ? (
          <CallFacts call={call} view={view} onRemove={onRemove} />
        ) : (
          <WarningsList warnings={view.warnings} />
        )}
      </div>
    </>
  );
}
