import type { Pulse } from '#contracts';
import { Icon } from './icon.js';

const KEYS = [
  ['call', ['j', 'k']],
  ['newest', ['l']],
  ['filter', ['/']],
  ['details', ['i']],
  ['all keys', ['?']],
] as const;

const SECRET = {
  required: 'secret required',
  open: 'open, no secret',
  unknown: 'ingest not heard of',
} as const;

export function BottomBar({ pulse, isPaused }: { readonly pulse: Pulse | null; readonly isPaused: boolean }) {
  return (
    <footer class="bottom">
      <span class="keys-hint">
        <kbd>space</kbd> {isPaused ? 'resume' : 'pause'}
      </span>
      {KEYS.map(([name, caps]) => (
        <span key={name} class="keys-hint">
          {caps.map((cap) => (
            <kbd key={cap}>{cap}</kbd>
          ))}{' '}
          {name}
        </span>
      ))}
      <span class="grow" />
      {pulse !== null && (
        <span class={`bottom-note secret-${pulse.ingest.secret}`}>
          <Icon name="lock" size={12} />
          {SECRET[pulse.ingest.secret]}
        </span>
      )}
    </footer>
  );
}
