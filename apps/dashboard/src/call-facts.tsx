import type { ComponentChildren } from 'preact';
import type { CallView } from '#projection';
import { CopyButton } from './copy-button.js';
import { cutText, formatClock, formatDuration, formatMoment, plural } from './format.js';
import { JsonValue, NamedValues } from './json-value.js';
import { kindOf, membersOf } from './plain-text.js';

const NAMED_ELSEWHERE = new Set([
  'direction',
  'callType',
  'startAt',
  'endAt',
  'assistantId',
  'recording',
  'customer',
  'userNumber',
]);

/** Who, when, with which assistant, and everything else that was said of a call. */
export function CallFacts({
  call,
  view,
  onRemove,
}: {
  readonly call: string;
  readonly view: CallView;
  readonly onRemove: () => void;
}) {
  const { assistant, fields, fieldRevisions, status } = view;
  const config = membersOf(assistant.config);
  const more = Object.entries(fields).filter(
    ([name, value]) => !NAMED_ELSEWHERE.has(name) && kindOf(value) !== 'empty',
  );
  const revised = Object.entries(fieldRevisions);
  return (
    <>
      <Section title="Call">
        <dl class="facts">
          <IdFact name="Id" id={call} />
          <Fact name="Caller" value={view.customerName} />
          <Fact name="Number" value={view.who} />
          <Fact name="Kind" value={[fields['direction'], fields['callType']].filter(isWord).join(' ')} />
          <Fact name="Started" value={view.createdAt === null ? null : formatMoment(view.createdAt)} />
          <Fact name="Ended" value={view.endAt === null ? null : formatMoment(view.endAt)} />
          <Fact name="Duration" value={view.durationMs === null ? null : formatDuration(view.durationMs)} />
          <Fact
            name="Messages"
            value={view.messages.length === 0 ? null : plural(view.messages.length, 'message')}
          />
        </dl>
      </Section>
      <Section title="Assistant">
        <dl class="facts">
          <Fact name="Name" value={assistant.name} />
          <IdFact name="Id" id={assistant.id} />
          <Fact name="Provider" value={assistant.provider} />
          <Fact name="Model" value={assistant.model} />
        </dl>
        {config.length > 0 && (
          <details>
            <summary>Its settings, as sent</summary>
            <NamedValues members={config} />
          </details>
        )}
      </Section>
      {status.history.length > 0 && (
        <Section title="Statuses">
          <ol class="said-statuses">
            {status.history.map(({ status: name, at, raw }) => (
              <li key={name}>
                <bdi>{cutText(name, 60)}</bdi>
                <bdi class="quiet mono">{rawText(raw, name)}</bdi>
                <time class="mono">{at === null ? 'no time' : formatClock(at)}</time>
              </li>
            ))}
          </ol>
        </Section>
      )}
      {more.length > 0 && (
        <Section title="Also said">
          <NamedValues members={more} />
        </Section>
      )}
      {revised.length > 0 && (
        <Section title="Changed on the way">
          <dl class="data">
            {revised.map(([name, values]) => (
              <div key={name} class="nested">
                <dt>
                  <bdi>{cutText(name, 120)}</bdi>
                </dt>
                <dd>
                  <ol class="changed">
                    {values.map(({ value, at }, place) => (
                      <li key={place}>
                        <time class="mono quiet">{at === null ? '' : formatClock(at)}</time>
                        <JsonValue value={value} depth={1} />
                      </li>
                    ))}
                  </ol>
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      <section class="details-part">
        <button type="button" class="button small danger" onClick={onRemove}>
          Remove this call
        </button>
      </section>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="details-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | null }) {
  if (value === null || value === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{cutText(value, 200)}</bdi>
      </dd>
    </div>
  );
}

function IdFact({ name, id }: { readonly name: string; readonly id: string | null }) {
  if (id === null) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd class="id-fact">
        <bdi class="mono">{cutText(id, 256)}</bdi>
        <CopyButton text={id} name="Copy this id" look="icon" />
      </dd>
    </div>
  );
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function rawText(
  { call, message }: { readonly call?: string; readonly message?: string },
  name: string,
): string {
  const said = [call, message].filter((raw) => raw !== undefined && raw !== name);
  return said.length === 0 ? '' : `said as ${cutText(said.join(', '), 80)}`;
}
