import { nothing, type Samples, type ViewOfSample } from './corpus-view.js';

const saysNothing: ViewOfSample = () => nothing;

/** Older documents' events, bodies that are no events, and the families that are not of calls. */
export const others: Samples = {
  'interactly-legacy-envelope.json': saysNothing,
  'interactly-legacy-conversation-update.json': saysNothing,
  'interactly-legacy-hang.json': () => ({ ...nothing, hangs: [{ at: null }] }),
  'interactly-legacy-status-update-completed.json': () => ({
    ...nothing,
    status: {
      current: 'finished',
      history: [{ status: 'finished', at: null, raw: { message: 'completed' } }],
      wasForwarded: false,
    },
  }),
  'interactly-legacy-tool-definition.json': saysNothing,
  'interactly-legacy-tool-request-BARE-ARGS.json': saysNothing,
  'interactly-legacy-tool-response-object.json': saysNothing,
  'interactly-legacy-tool-response-string.json': saysNothing,
  'interactly-call-metrics-fragment.json': saysNothing,
  'interactly-campaign-call_status.json': saysNothing,
  'interactly-campaign-campaign_report.json': saysNothing,
  'interactly-campaign-campaign_status.json': saysNothing,
  'interactly-workflow-workflow_created.json': saysNothing,
  'interactly-workflow-workflow_deleted.json': saysNothing,
  'interactly-workflow-workflow_run_completed.json': saysNothing,
  'interactly-workflow-workflow_run_started.json': saysNothing,
  'interactly-workflow-workflow_updated.json': saysNothing,
};
