import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { copyText } from './clipboard.js';
import { Icon } from './icon.js';

type Outcome = 'none' | 'copied' | 'failed';

const SAID: Readonly<Record<Outcome, string>> = { none: '', copied: 'Copied', failed: 'Could not copy' };

/** Copies `text` and says so; `name` is what a screen reader calls it. */
export function CopyButton(props: {
  readonly text: string;
  readonly name: string;
  readonly look?: 'plain' | 'primary' | 'icon';
  readonly children?: ComponentChildren;
}) {
  const { text, name, look = 'plain', children } = props;
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome === 'none') return undefined;
    const timer = setTimeout(() => setOutcome('none'), 1_600);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => void copyText(text).then((could) => setOutcome(could ? 'copied' : 'failed'));
  return (
    <button type="button" class={`copy copy-${look}`} onClick={copy}>
      {look === 'primary' && <Icon name={outcome === 'copied' ? 'check' : 'copy'} size={14} />}
      <span class="off-screen">{name}</span>
      {children}
      {look !== 'primary' && <Icon name={outcome === 'copied' ? 'check' : 'copy'} size={12} />}
      <span class="off-screen" role="status">
        {SAID[outcome]}
      </span>
    </button>
  );
}
