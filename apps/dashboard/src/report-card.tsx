import type { ComponentChildren } from 'preact';
import type { CallView } from '#projection';
import { CopyButton } from './copy-button.js';
import { cutText, formatDuration } from './format.js';
import { Icon } from './icon.js';
import { JsonValue, NamedValues } from './json-value.js';
import { LongText } from './long-text.js';
import { isNested, kindOf, membersOf, plainText } from './plain-text.js';
import { costOf, formatCost, toneOfSuccess, type Cost } from './report-parts.js';
import { memberOf, numberAt } from './turn-wait.js';

/** What came of the call, under its last word. */
export function ReportCard({ view }: { readonly view: CallView }) {
  const { summary, success, structuredData, outcome, cost, callStats, more } = view.report;
  const money = costOf(cost);
  return (
    <section class="report" aria-label="End of call report">
      <header class="report-head">
        <h3>End of call</h3>
        {kindOf(success) !== 'empty' && (
          <span class={`verdict ${toneOfSuccess(success)}`}>
            {toneOfSuccess(success) === 'ok' && <Icon name="check" size={12} />}
            <span class="off-screen">Success: </span>
            <bdi>{cutText(plainText(success), 80)}</bdi>
          </span>
        )}
      </header>
      {kindOf(summary) !== 'empty' && (
        <div class="report-part">
          {kindOf(summary) === 'text' ? (
            <p dir="auto">
              <LongText text={plainText(summary)} />
            </p>
          ) : (
            <JsonValue value={summary} />
          )}
        </div>
      )}
      {kindOf(outcome) !== 'empty' && !isNested(outcome) && (
        <p class="report-part outcome">
          <span class="quiet">Outcome</span> <JsonValue value={outcome} />
        </p>
      )}
      <div class="report-cells">
        {kindOf(structuredData) !== 'empty' && (
          <Cell title="Structured data">
            {membersOf(structuredData).length > 0 ? (
              <NamedValues members={membersOf(structuredData)} />
            ) : (
              <JsonValue value={structuredData} />
            )}
          </Cell>
        )}
        {isNested(outcome) && (
          <Cell title="Outcome">
            <JsonValue value={outcome} />
          </Cell>
        )}
        {money !== null && <CostCell cost={money} />}
        <EndCell view={view} />
        <RecordingCell recording={view.fields['recording']} />
        {Object.entries(more)
          .filter(([, value]) => kindOf(value) !== 'empty')
          .map(([name, value]) => (
            <Cell key={name} title={cutText(name.replace(/^\w+\//, ''), 60)}>
              <JsonValue value={value} />
            </Cell>
          ))}
      </div>
      {kindOf(callStats) !== 'empty' && (
        <details class="report-part">
          <summary>All call statistics</summary>
          <JsonValue value={callStats} />
        </details>
      )}
    </section>
  );
}

function Cell({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="report-cell">
      <h4>
        <bdi>{title}</bdi>
        {aside !== undefined && <span class="mono">{aside}</span>}
      </h4>
      {children}
    </section>
  );
}

function CostCell({ cost }: { readonly cost: Cost }) {
  const { total, parts, more } = cost;
  const all = parts.reduce((sum, { amount }) => sum + amount, 0);
  return (
    <Cell title="Cost" {...(total === null ? {} : { aside: formatCost(total) })}>
      {parts.length > 0 && (
        <span class="stack whole" aria-hidden="true">
          {parts.map(({ swatch, amount }) => (
            <i key={swatch} class={`stage-${swatch}`} style={{ flexGrow: (amount / all) * 100 }} />
          ))}
        </span>
      )}
      <dl class="amounts">
        {parts.map(({ name, swatch, amount }) => (
          <div key={name}>
            <dt>
              <i class={`swatch stage-${swatch}`} />
              {name}
            </dt>
            <dd class="mono">{formatCost(amount)}</dd>
          </div>
        ))}
      </dl>
      {more.length > 0 && (
        <details>
          <summary>More</summary>
          <NamedValues members={more} />
        </details>
      )}
    </Cell>
  );
}

function EndCell({ view }: { readonly view: CallView }) {
  const { fields, durationMs, report } = view;
  const turns = memberOf(report.callStats, 'turns');
  const count = (name: string) => numberAt({ turns }, 'turns', name);
  const rows: (readonly [string, unknown])[] = [
    ['Ended by', fields['callEndTriggerBy']],
    ['Reason', fields['phoneCallStatusReason']],
    ['Duration', durationMs === null ? null : formatDuration(durationMs)],
    ['Turns', count('user') === null ? null : `${count('user')} caller, ${count('bot') ?? 0} assistant`],
    [
      'Cut off',
      count('interrupted') === null
        ? null
        : `${count('interrupted')} interrupted, ${count('skipped') ?? 0} skipped`,
    ],
  ];
  const said = rows.filter(([, value]) => kindOf(value) !== 'empty');
  if (said.length === 0) return null;
  return (
    <Cell title="How it ended">
      <NamedValues members={said} />
    </Cell>
  );
}

function RecordingCell({ recording }: { readonly recording: unknown }) {
  const bucket = memberOf(recording, 's3Bucket');
  const path = memberOf(recording, 'path');
  if (typeof bucket !== 'string' || typeof path !== 'string' || bucket === '' || path === '') return null;
  return (
    <Cell title="Recording">
      <p class="mono recording">
        <bdi>{cutText(`${bucket}/${path}`, 400)}</bdi>
      </p>
      <p class="quiet">
        Kept by Interactly; opening it needs access to the bucket.{' '}
        <CopyButton text={`s3://${bucket}/${path}`} name="Copy the S3 address">
          Copy S3 address
        </CopyButton>
      </p>
    </Cell>
  );
}
