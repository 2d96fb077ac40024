import type { Figures, Pulse } from '#contracts';
import { formatCount, formatMs, formatSpan } from './format.js';

/** One line of numbers; without ink while the page cannot vouch for them. */
export function FiguresLine(props: {
  readonly figures: Figures | null;
  readonly pulse: Pulse | null;
  readonly isOld: boolean;
  readonly clock: number;
  readonly isPhone: boolean;
}) {
  const { figures, pulse, isOld, clock, isPhone } = props;
  const lastAt = pulse?.ingest.lastEventAt ?? null;
  return (
    <section
      class={isOld ? 'figures old' : 'figures'}
      aria-label="Figures"
      tabIndex={isPhone ? 0 : undefined}
    >
      <dl>
        <Figure name="Live" value={count(figures?.live)} />
        <Figure name="Calls" value={count(figures?.total)} />
        <Figure name="Hangs" value={count(figures?.hangs)} tone={figures?.hangs ? 'warn' : 'plain'} />
        <Figure name="Errors" value={count(figures?.errors)} tone={figures?.errors ? 'bad' : 'plain'} />
        <Figure
          name="Last event"
          value={lastAt === null ? '–' : `${formatSpan(Math.max(clock - lastAt, 0))} ago`}
        />
        <Figure
          name="Projectors"
          isAside
          value={count(pulse?.projectors)}
          tone={pulse?.projectors === 0 ? 'bad' : 'plain'}
        />
        <Figure
          name="Lag"
          value={pulse === null ? '–' : formatMs(pulse.lagMs)}
          tone={(pulse?.lagMs ?? 0) > 2_000 ? 'warn' : 'plain'}
        />
      </dl>
    </section>
  );
}

function count(value: number | undefined): string {
  return value === undefined ? '–' : formatCount(value);
}

function Figure(props: {
  readonly name: string;
  readonly value: string;
  readonly tone?: 'plain' | 'warn' | 'bad';
  readonly isAside?: boolean;
}) {
  const { name, value, tone = 'plain', isAside = false } = props;
  return (
    <div class={`figure ${tone}${isAside ? ' aside' : ''}`}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
