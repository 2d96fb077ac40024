import type { FlowItem } from './chat-flow.js';
import { glyphOfStatus } from './call-glyph.js';
import { cutText, formatClock, formatOffset, formatSpan } from './format.js';
import { Icon } from './icon.js';
import { LongText } from './long-text.js';
import { plainText } from './plain-text.js';
import { StatusGlyph } from './status-glyph.js';

type Of<K extends FlowItem['is']> = { readonly item: Extract<FlowItem, { readonly is: K }> };

/** What the assistant would have said, had the caller let it. */
export function SkippedWords({ item }: Of<'skipped'>) {
  return (
    <div class="turn assistant skipped">
      <p class="bubble" dir="auto">
        <s>
          <LongText text={item.text} />
        </s>
      </p>
      <div class="unspoken">
        <Icon name="cut" size={12} />
        Not spoken, the caller interrupted
      </div>
    </div>
  );
}

export function HangMark({ item }: Of<'hang'>) {
  const { silentMs, at, offsetMs } = item;
  return (
    <div class="rule hang">
      <span>
        <StatusGlyph glyph="hung" />
        {silentMs === null
          ? 'Hang: the assistant did not reply'
          : `Hang: no reply for ${(silentMs / 1000).toFixed(1)} s`}
        <WhenMark at={at} offsetMs={offsetMs} />
      </span>
    </div>
  );
}

export function ErrorMark({ item }: Of<'error'>) {
  const { error, offsetMs } = item;
  const { type, code, message, provider, retryable, details, at } = error;
  return (
    <div class="error-mark">
      <Icon name="stop" />
      <div>
        <div class="error-title">
          <bdi class="mono">
            {cutText([type, code].filter((part) => part !== null).join(' ') || 'error', 120)}
          </bdi>
          {provider !== null && <bdi class="quiet">{cutText(provider, 60)}</bdi>}
          {retryable !== null && <span class="tag">{retryable ? 'can be retried' : 'final'}</span>}
          <WhenMark at={at} offsetMs={offsetMs} />
        </div>
        {message !== null && (
          <p dir="auto">
            <LongText text={message} />
          </p>
        )}
        {details !== null && (
          <details>
            <summary>Details</summary>
            <pre>
              <LongText
                text={typeof details === 'object' ? JSON.stringify(details, null, 2) : plainText(details)}
              />
            </pre>
          </details>
        )}
      </div>
    </div>
  );
}

export function QuietMark({ item }: Of<'quiet'>) {
  return (
    <div class="rule">
      <span>Quiet for {formatSpan(item.quietMs)}</span>
    </div>
  );
}

const ENDED_BY: ReadonlyMap<string, string> = new Map([
  ['bot', 'the assistant'],
  ['assistant', 'the assistant'],
  ['user', 'the caller'],
  ['system', 'the system'],
]);

export function StatusMark({ item }: Of<'status'>) {
  const { step, offsetMs } = item;
  return (
    <div class={step.status === 'failed' ? 'rule failed' : 'rule'}>
      <span>
        <StatusGlyph glyph={glyphOfStatus(step.status)} />
        <bdi>{statusText(item)}</bdi>
        <WhenMark at={step.at} offsetMs={offsetMs} />
      </span>
    </div>
  );
}

function statusText({ step, more }: Of<'status'>['item']): string {
  switch (step.status) {
    case 'finished':
      return more === null ? 'Ended' : `Ended by ${ENDED_BY.get(more) ?? cutText(more, 40)}`;
    case 'failed':
      return more === null ? 'Failed' : `Failed: ${cutText(more, 120)}`;
    default:
      return 'Forwarded';
  }
}

function WhenMark({ at, offsetMs }: { readonly at: number | null; readonly offsetMs: number | null }) {
  if (at === null) return null;
  return (
    <span class="when mono">
      {offsetMs !== null && `${formatOffset(offsetMs)} `}
      {formatClock(at)}
    </span>
  );
}
