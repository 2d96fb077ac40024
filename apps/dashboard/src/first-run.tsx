import type { Pulse } from '#contracts';
import { CopyButton } from './copy-button.js';
import { formatDuration, formatSpan, plural } from './format.js';
import { Icon } from './icon.js';
import type { Link } from './link-state.js';
import { StatusGlyph } from './status-glyph.js';
import type { WebhookAddress } from './webhook-address.js';

const SIMULATE = 'npm run simulate';

/** What there is to do before the first call. */
export function FirstRun(props: {
  readonly address: WebhookAddress;
  readonly link: Link;
  readonly pulse: Pulse | null;
  readonly waitedMs: number;
  readonly clock: number;
}) {
  const { address, link, pulse, waitedMs, clock } = props;
  const lastAt = pulse?.ingest.lastEventAt ?? null;
  const ngrok = `ngrok http ${address.port}`;
  return (
    <section class="first" aria-label="First steps">
      <div class="first-in">
        <h2>{lastAt === null ? 'Waiting for the first event' : 'No calls yet'}</h2>
        <p class="first-lead">
          Interactly posts its events to this address. Calls appear here as they happen.
        </p>
        <div class="address">
          <span class="mono">{address.url}</span>
          <CopyButton text={address.url} name="" look="primary">
            Copy address
          </CopyButton>
        </div>
        <Hops link={link} pulse={pulse} />
        <div class={link.is === 'live' ? 'listen' : 'listen still'} aria-hidden="true">
          <i />
        </div>
        <p class="listening">
          <span role="status">{listeningText(link, lastAt, clock, address.port)}</span>
          <span class="mono">{formatDuration(waitedMs)}</span>
        </p>
        <ol class="todo">
          <li>
            <div>
              <h3>Make this machine reachable</h3>
              <p>
                ngrok prints a public address; with <span class="mono">/webhook</span> after it, that is
                yours.
              </p>
            </div>
            <Command text={ngrok} />
          </li>
          <li>
            <div>
              <h3>Paste that into the assistant</h3>
              <p>
                In Interactly, open the assistant’s server settings and switch on all five events. If you set
                a secret there, set the same one in <span class="mono">WEBHOOK_SECRETS</span>.
              </p>
            </div>
          </li>
          <li>
            <div>
              <h3>Start a call</h3>
              <p>Ring the number, or use the web call button. The first event is here within a second.</p>
            </div>
          </li>
          <li class="instead">
            <div>
              <h3>No assistant at hand?</h3>
              <p>Made-up calls, at the speed of life. Reset removes them.</p>
            </div>
            <Command text={SIMULATE} />
          </li>
        </ol>
      </div>
    </section>
  );
}

function Command({ text }: { readonly text: string }) {
  return (
    <span class="command mono">
      {text}
      <CopyButton text={text} name={`Copy ${text}`} look="icon" />
    </span>
  );
}

function Hops({ link, pulse }: { readonly link: Link; readonly pulse: Pulse | null }) {
  const isHeard =
    link.is !== 'connecting' &&
    link.is !== 'reconnecting' &&
    link.is !== 'stale' &&
    link.is !== 'unauthorised';
  const known = isHeard && pulse !== null;
  const hops = [
    { name: 'Interactly', isUp: pulse?.ingest.lastEventAt != null },
    { name: 'Ingest', isUp: known && pulse.ingest.secret !== 'unknown' },
    { name: 'Redis', isUp: known && pulse.redis === 'up' },
    {
      name: pulse === null ? 'Projectors' : plural(pulse.projectors, 'projector'),
      isUp: known && pulse.projectors > 0,
    },
    { name: 'This page', isUp: isHeard },
  ];
  return (
    <ol class="hops" aria-label="The way of an event">
      {hops.map(({ name, isUp }) => (
        <li key={name} class={isUp ? 'hop up' : 'hop'}>
          {isUp ? <Icon name="check" size={14} /> : <StatusGlyph glyph="queued" />}
          {name}
          <span class="off-screen">{isUp ? ', reached' : ', not seen yet'}</span>
        </li>
      ))}
    </ol>
  );
}

function listeningText(link: Link, lastAt: number | null, clock: number, port: string): string {
  switch (link.is) {
    case 'connecting':
    case 'catching up':
      return 'Connecting to the gateway';
    case 'reconnecting':
    case 'stale':
    case 'unauthorised':
      return 'Not connected';
    case 'redis away':
      return 'Waiting for Redis';
    case 'unread':
      return 'Waiting for a projector';
    case 'behind':
    case 'live':
      if (lastAt === null) return `Listening on port ${port}`;
      return `Listening on port ${port}, last event ${formatSpan(Math.max(clock - lastAt, 0))} ago`;
  }
}
