import type { RefObject } from 'preact';
import type { CallView } from '#projection';
import { CallHeader } from './call-header.js';
import type { FlowItem } from './chat-flow.js';
import { Chat } from './chat.js';
import { hasReport } from './report-parts.js';
import { ReportCard } from './report-card.js';
import { hasEnded } from './row-order.js';

/** The selected call: its header, its words, its report. */
export function CallPane(props: {
  readonly call: string;
  readonly view: CallView;
  readonly flow: readonly FlowItem[];
  readonly clock: number;
  readonly isOld: boolean;
  readonly isPaused: boolean;
  readonly isNewest: boolean;
  readonly hasDetails: boolean;
  readonly chatBox: RefObject<HTMLDivElement | null>;
  readonly onNewest: () => void;
  readonly onBack: () => void;
  readonly onDetails: () => void;
}) {
  const { call, view, flow, clock, isOld, isPaused, isNewest, hasDetails, chatBox } = props;
  const { onNewest, onBack, onDetails } = props;
  const isRunning = !hasEnded(view.status.current);
  return (
    <>
      <CallHeader
        {...{ call, view, clock, isNewest, hasDetails, onNewest, onBack, onDetails }}
        isOld={isOld || isPaused}
      />
      <Chat
        key={call}
        flow={flow}
        isLive={isRunning && !isOld && !isPaused}
        box={chatBox}
        empty={emptyText(view, isRunning)}
      >
        {hasReport(view) && <ReportCard view={view} />}
      </Chat>
    </>
  );
}

function emptyText(view: CallView, isRunning: boolean): string {
  if (!isRunning)
    return view.status.current === 'failed'
      ? 'This call failed before a word was said'
      : 'This call ended without a word';
  const isQueued = view.status.current === 'queued' || view.status.current === 'initiated';
  return isQueued ? 'Queued, no words yet' : 'No words yet. They appear here as they are spoken.';
}
