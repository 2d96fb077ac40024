import { Icon } from './icon.js';
import type { Notice } from './notices.js';

export function NoticeBar(props: {
  readonly notice: Notice;
  readonly onRetry: () => void;
  readonly onDismiss: (id: string) => void;
}) {
  const { notice, onRetry, onDismiss } = props;
  const { tone, title, text, action, nextTryMs } = notice;
  return (
    <div class={`notice notice-${tone}`}>
      <Icon name={tone === 'warn' ? 'warn' : 'info'} />
      <p>
        <strong>{title}</strong> {text}
      </p>
      {nextTryMs !== null && <span class="next-try mono">next try in {Math.ceil(nextTryMs / 1000)} s</span>}
      {action === 'retry' && (
        <button type="button" class="button small" onClick={onRetry}>
          Retry now
        </button>
      )}
      {action === 'dismiss' && (
        <button type="button" class="button small ghost square" onClick={() => onDismiss(notice.id)}>
          <Icon name="close" size={14} />
          <span class="off-screen">Dismiss this note</span>
        </button>
      )}
    </div>
  );
}
