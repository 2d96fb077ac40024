import type { CallView } from '#projection';
import { cutText } from './format.js';
import { Icon } from './icon.js';
import { warningTitle } from './warning-titles.js';

/** What of a call was hard to read. */
export function WarningsList({ warnings }: Pick<CallView, 'warnings'>) {
  if (warnings.length === 0) return <p class="pane-note">Nothing in this call was hard to read.</p>;
  return (
    <ul class="findings">
      {warnings.map(({ code, detail }, place) => (
        <li key={place} class="finding">
          <Icon name="warn" />
          <div>
            <h3>{warningTitle(code) ?? <bdi class="mono">{cutText(code, 80)}</bdi>}</h3>
            {detail !== '' && <p dir="auto">{cutText(detail, 600)}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
