import type { CallView } from '#projection';
import { glyphOfStatus, GLYPH_NAMES, type Glyph } from './call-glyph.js';
import { callerOf } from './caller.js';
import { CopyButton } from './copy-button.js';
import { cutText, formatClock, formatDuration, shortId } from './format.js';
import { Icon } from './icon.js';
import { hashOf } from './route.js';
import { hasEnded } from './row-order.js';
import { StatusGlyph } from './status-glyph.js';
import { StatusSteps } from './status-steps.js';

/** Who, with which assistant, for how long; ids to copy; the statuses it went through. */
export function CallHeader(props: {
  readonly call: string;
  readonly view: CallView;
  readonly clock: number;
  readonly isOld: boolean;
  readonly isNewest: boolean;
  readonly hasDetails: boolean;
  readonly onNewest: () => void;
  readonly onBack: () => void;
  readonly onDetails: () => void;
}) {
  const { call, view, clock, isOld, isNewest, hasDetails } = props;
  const caller = callerOf(view.who);
  const { assistant } = view;
  const link = `${location.origin}${location.pathname}${hashOf({ is: 'call', call })}`;
  return (
    <header class="call-head">
      <div class="head-line">
        <button type="button" class="button ghost square back" onClick={props.onBack}>
          <Icon name="left" />
          <span class="off-screen">Back to the calls</span>
        </button>
        <h2 dir="auto">
          {cutText(assistant.name ?? (assistant.id === null ? shortId(call) : shortId(assistant.id)), 120)}
        </h2>
        <StatusPill view={view} clock={clock} isOld={isOld} />
        <span class="grow" />
        <button
          type="button"
          class={isNewest ? 'button small on' : 'button small'}
          aria-pressed={isNewest}
          onClick={props.onNewest}
        >
          <Icon name="follow" size={14} />
          <span class="wide-only">{isNewest ? 'Following newest' : 'Follow newest'}</span>
        </button>
        <CopyButton text={link} name="Copy a link to this call" look="icon">
          <Icon name="link" size={14} />
        </CopyButton>
        <button
          type="button"
          class={`button small ghost square desk-only${hasDetails ? ' on' : ''}`}
          aria-pressed={hasDetails}
          onClick={props.onDetails}
        >
          <Icon name="panel" size={14} />
          <span class="off-screen">Details</span>
        </button>
      </div>
      <div class="meta">
        {view.customerName !== null && <bdi>{cutText(view.customerName, 80)}</bdi>}
        {caller !== null && caller.full !== view.customerName && (
          <bdi class={caller.kind === 'phone' ? 'mono' : ''}>{cutText(caller.full, 80)}</bdi>
        )}
        <Way view={view} />
        <CopyButton text={call} name="Copy the call’s id">
          <bdi class="mono">{shortId(call)}</bdi>
        </CopyButton>
        {assistant.model !== null && <bdi>{cutText(assistant.model, 60)}</bdi>}
        {view.createdAt !== null && <span class="mono">{formatClock(view.createdAt)}</span>}
      </div>
      <StatusSteps history={view.status.history} />
    </header>
  );
}

function Way({ view }: { readonly view: CallView }) {
  const words = [view.fields['direction'], view.fields['callType']].filter(
    (word) => typeof word === 'string' && word !== '',
  );
  return words.length === 0 ? null : <bdi>{cutText(words.join(' '), 60)}</bdi>;
}

function StatusPill({
  view,
  clock,
  isOld,
}: {
  readonly view: CallView;
  readonly clock: number;
  readonly isOld: boolean;
}) {
  const { current, history } = view.status;
  const glyph = glyphOfStatus(current);
  const startedAt = history.find(({ status }) => status === 'ongoing')?.at ?? view.createdAt;
  const running = startedAt === null || hasEnded(current) ? null : Math.max(clock - startedAt, 0);
  const duration = view.durationMs ?? running;
  return (
    <span class={`pill pill-${glyph}${isOld ? ' old' : ''}`}>
      <StatusGlyph glyph={glyph} />
      <bdi>{pillWord(glyph, current, isOld)}</bdi>
      {duration !== null && <span class="mono">{formatDuration(duration)}</span>}
    </span>
  );
}

/** A call is only called live while the page is. */
function pillWord(glyph: Glyph, current: string | null, isOld: boolean): string {
  if (glyph === 'unknown') return cutText(current ?? 'No status', 40);
  return glyph === 'live' && isOld ? 'Ongoing' : GLYPH_NAMES[glyph];
}
