import { Component } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren, RefObject } from 'preact';
import { announcementOf, heardKeys } from './announcements.js';
import type { FlowItem } from './chat-flow.js';
import { ErrorMark, HangMark, QuietMark, SkippedWords, StatusMark } from './flow-markers.js';
import { plural } from './format.js';
import { Icon } from './icon.js';
import { MessageBubble } from './message-bubble.js';
import { followsEnd } from './stick-to-end.js';

/** So many items are laid out, and skipped while out of sight, as one. */
const CHUNK = 40;
const ANNOUNCE_EVERY_MS = 1_500;

/** The conversation. It stays at its end while the reader is there, and says how much is new when not. */
export function Chat(props: {
  readonly flow: readonly FlowItem[];
  readonly isLive: boolean;
  readonly box: RefObject<HTMLDivElement | null>;
  readonly empty: string;
  /** What stands under the conversation: the report. */
  readonly children?: ComponentChildren;
}) {
  const { flow, isLive, box, empty, children } = props;
  const { follows, isNew, onScroll, onKeyDown, toEnd, inner } = useEnd(box, flow);
  return (
    <div class="chat-frame">
      <div
        ref={box}
        class="chat"
        role="log"
        aria-live="off"
        aria-label="Conversation"
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <div ref={inner} class="chat-inner">
          {flow.every(({ is }) => is !== 'message') && <p class="chat-empty">{empty}</p>}
          {chunksOf(flow).map((items, place) => (
            <Chunk
              key={place}
              items={items}
              mark={items.map(({ key, mark }) => `${key} ${mark}`).join('\n')}
            />
          ))}
          {children}
        </div>
      </div>
      {!follows && (
        <button type="button" class="float-pill to-end" onClick={toEnd}>
          <Icon name="down" size={12} />
          {isNew > 0 ? plural(isNew, 'new message') : 'To the end'}
        </button>
      )}
      <Announcer flow={flow} isLive={isLive} />
    </div>
  );
}

function useEnd(box: RefObject<HTMLDivElement | null>, flow: readonly FlowItem[]) {
  const inner = useRef<HTMLDivElement>(null);
  const was = useRef({ follows: true, top: 0 });
  const [follows, setFollows] = useState(true);
  const [seen, setSeen] = useState(0);
  const messages = flow.filter(({ is }) => is === 'message').length;

  const stay = () => {
    const element = box.current;
    if (element === null || !was.current.follows) return;
    element.scrollTop = element.scrollHeight;
    was.current = { follows: true, top: element.scrollTop };
  };
  useLayoutEffect(stay, [flow]);
  useLayoutEffect(() => {
    if (inner.current === null || box.current === null) return undefined;
    const observer = new ResizeObserver(stay);
    observer.observe(inner.current);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  const onScroll = ({ currentTarget }: { readonly currentTarget: HTMLElement }) => {
    const { scrollTop: top, clientHeight: height, scrollHeight: content } = currentTarget;
    const now = followsEnd(was.current, { top, height, content });
    was.current = { follows: now, top };
    if (now !== follows) {
      setFollows(now);
      setSeen(messages);
    }
  };
  const toEnd = () => {
    was.current = { follows: true, top: 0 };
    setFollows(true);
    stay();
    box.current?.focus();
  };
  // The browser's own End goes to where the end was thought to be before the way there was laid out.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'End' || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    toEnd();
  };
  return { follows, isNew: Math.max(messages - seen, 0), onScroll, onKeyDown, toEnd, inner };
}

/** Rendered again only when one of its items shows something else. */
class Chunk extends Component<{ readonly items: readonly FlowItem[]; readonly mark: string }> {
  override shouldComponentUpdate(next: { readonly mark: string }) {
    return next.mark !== this.props.mark;
  }

  override render() {
    return (
      <div class="chunk">
        {this.props.items.map((item) => (
          <Item key={item.key} item={item} />
        ))}
      </div>
    );
  }
}

function Item({ item }: { readonly item: FlowItem }) {
  switch (item.is) {
    case 'message':
      return <MessageBubble item={item} />;
    case 'skipped':
      return <SkippedWords item={item} />;
    case 'hang':
      return <HangMark item={item} />;
    case 'error':
      return <ErrorMark item={item} />;
    case 'quiet':
      return <QuietMark item={item} />;
    case 'status':
      return <StatusMark item={item} />;
  }
}

/** Reads new words of a live call to a screen reader, a few at a time; never history. */
function Announcer({ flow, isLive }: { readonly flow: readonly FlowItem[]; readonly isLive: boolean }) {
  const heard = useRef(heardKeys(flow));
  const latest = useRef(flow);
  const [words, setWords] = useState('');
  latest.current = flow;
  useEffect(() => {
    if (!isLive) {
      heard.current = heardKeys(flow);
      return undefined;
    }
    const timer = setTimeout(() => {
      const text = announcementOf(heard.current, latest.current);
      heard.current = heardKeys(latest.current);
      if (text !== '') setWords(text);
    }, ANNOUNCE_EVERY_MS);
    return () => clearTimeout(timer);
  }, [flow, isLive]);
  return (
    <div class="off-screen" aria-live="polite">
      {words}
    </div>
  );
}

function chunksOf(flow: readonly FlowItem[]): FlowItem[][] {
  const chunks: FlowItem[][] = [];
  for (let from = 0; from < flow.length; from += CHUNK) chunks.push(flow.slice(from, from + CHUNK));
  return chunks;
}
