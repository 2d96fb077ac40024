import type { MessageView } from '#projection';
import type { FlowItem, Side } from './chat-flow.js';
import { cutText, formatClock, formatOffset, plural } from './format.js';
import { LongText } from './long-text.js';
import { memberOf, numberAt } from './turn-wait.js';
import { WaitBar } from './wait-bar.js';

const LOW_CONFIDENCE = 0.6;
const WHO: Readonly<Record<Exclude<Side, 'other'>, string>> = { caller: 'Caller', assistant: 'Assistant' };

/** One message: who and when, then the words; before an answer, how long the caller waited for it. */
export function MessageBubble({ item }: { readonly item: Extract<FlowItem, { readonly is: 'message' }> }) {
  const { message, side, wait, offsetMs } = item;
  const { at, text, kind, role } = message;
  return (
    <>
      {wait !== null && <WaitBar wait={wait} />}
      <div class={`turn ${side}`}>
        <div class="turn-meta mono">
          <bdi class="turn-who">{side === 'other' ? cutText(role, 40) : WHO[side]}</bdi>
          {offsetMs !== null && <span>{formatOffset(offsetMs)}</span>}
          {at !== null && <time>{formatClock(at)}</time>}
          {kind === 'welcome' && <span class="tag">welcome</span>}
          <Chips message={message} side={side} />
        </div>
        <p class={text === '' ? 'bubble wordless' : 'bubble'} dir="auto">
          {text === '' ? 'No words came with this message' : <LongText text={text} />}
        </p>
        <Revisions message={message} />
      </div>
    </>
  );
}

function Chips({ message, side }: { readonly message: MessageView; readonly side: Side }) {
  const { metrics } = message;
  if (side === 'assistant') {
    return memberOf(memberOf(metrics, 'tts'), 'isCachePlaying') === true ? (
      <span class="tag">cached</span>
    ) : null;
  }
  const confidence = numberAt(metrics, 'stt', 'confidence');
  if (confidence === null) return null;
  const isLow = confidence < LOW_CONFIDENCE;
  return (
    <span class={isLow ? 'confidence low' : 'confidence'}>
      stt {confidence.toFixed(2)}
      {isLow && ' low'}
    </span>
  );
}

function Revisions({ message }: { readonly message: MessageView }) {
  const { revisions, aliases } = message;
  if (revisions.length === 0 && aliases.length === 0) return null;
  return (
    <details class="revisions">
      <summary>
        {revisions.length > 0
          ? `Revised ${revisions.length === 1 ? 'once' : plural(revisions.length, 'time')}`
          : ''}
        {revisions.length > 0 && aliases.length > 0 ? ', ' : ''}
        {aliases.length > 0 ? `sent under ${plural(aliases.length + 1, 'id')}` : ''}
      </summary>
      <ol>
        {revisions.map(({ value, at }, place) => (
          <li key={place}>
            {at !== null && <time class="mono">{formatClock(at)}</time>}
            <bdi>
              <LongText text={value} />
            </bdi>
          </li>
        ))}
        {aliases.map((alias) => (
          <li key={alias}>
            <bdi class="mono">{cutText(alias, 120)}</bdi>
          </li>
        ))}
      </ol>
    </details>
  );
}
