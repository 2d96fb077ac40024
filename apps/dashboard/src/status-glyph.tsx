import type { Glyph } from './call-glyph.js';

/** Statuses differ in shape as well as in colour. The word stands beside it, or is read out. */
export function StatusGlyph({ glyph }: { readonly glyph: Glyph }) {
  return (
    <svg class={`glyph glyph-${glyph}`} viewBox="0 0 14 14" aria-hidden="true">
      <Shape glyph={glyph} />
    </svg>
  );
}

function Shape({ glyph }: { readonly glyph: Glyph }) {
  switch (glyph) {
    case 'live':
      return (
        <>
          <circle class="fill" cx="7" cy="7" r="3.5" />
          <circle class="ring" cx="7" cy="7" r="6" />
        </>
      );
    case 'queued':
      return <circle class="dashed" cx="7" cy="7" r="5.2" />;
    case 'finished':
      return (
        <>
          <circle class="edge" cx="7" cy="7" r="5.4" />
          <path class="mark" d="m4.8 7.2 1.6 1.6 2.8-3.4" />
        </>
      );
    case 'forwarded':
      return (
        <>
          <circle class="edge" cx="7" cy="7" r="5.4" />
          <path class="mark" d="M4.4 7h5M7.4 5l2 2-2 2" />
        </>
      );
    case 'hung':
      return (
        <>
          <circle class="fill" cx="7" cy="7" r="6" />
          <path class="cut" d="M5.4 4.8v4.4M8.6 4.8v4.4" />
        </>
      );
    case 'failed':
      return (
        <>
          <path class="fill" d="M7 .9 13.1 7 7 13.1.9 7z" />
          <path class="cut" d="m5.3 5.3 3.4 3.4M8.7 5.3 5.3 8.7" />
        </>
      );
    case 'stale':
      return (
        <>
          <circle class="dotted" cx="7" cy="7" r="5.2" />
          <path class="mark" d="M7 4.6V7l1.6 1" />
        </>
      );
    case 'unknown':
      return (
        <>
          <circle class="edge" cx="7" cy="7" r="5.4" />
          <path class="mark" d="M5 7h4" />
        </>
      );
  }
}
