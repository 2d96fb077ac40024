import { cutText, formatCount } from './format.js';
import { LongText } from './long-text.js';
import { isNested, kindOf, membersOf, plainText } from './plain-text.js';

const DEEPEST = 4;
const MOST_MEMBERS = 200;

/** Anything a payload may hold, as text: values plain, objects and lists as name and value. */
export function JsonValue({ value, depth = 0 }: { readonly value: unknown; readonly depth?: number }) {
  const kind = kindOf(value);
  switch (kind) {
    case 'empty':
      return <span class="quiet">empty</span>;
    case 'text':
      return (
        <bdi class="value-text">
          <LongText text={plainText(value)} />
        </bdi>
      );
    case 'number':
    case 'boolean':
      return <span class={`mono value-${kind}`}>{plainText(value)}</span>;
    case 'list':
    case 'object':
      return depth >= DEEPEST ? (
        <bdi class="mono value-text">
          <LongText text={plainText(value)} />
        </bdi>
      ) : (
        <NamedValues members={membersOf(value)} depth={depth + 1} />
      );
  }
}

export function NamedValues(props: {
  readonly members: readonly (readonly [string, unknown])[];
  readonly depth?: number;
}) {
  const { members, depth = 0 } = props;
  return (
    <dl class={depth === 0 ? 'data' : 'data inner'}>
      {members.slice(0, MOST_MEMBERS).map(([name, value]) => (
        <div key={name} class={isNested(value) ? 'nested' : ''}>
          <dt dir="auto">{cutText(name, 120)}</dt>
          <dd>
            <JsonValue value={value} depth={depth} />
          </dd>
        </div>
      ))}
      {members.length > MOST_MEMBERS && (
        <div>
          <dt>and {formatCount(members.length - MOST_MEMBERS)} more</dt>
          <dd />
        </div>
      )}
    </dl>
  );
}
