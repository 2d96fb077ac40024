import { OlderModel, type CallStore, type Merged } from '#call-store';
import { PROJECTOR_GROUP, type CallBatch } from '#event-log';
import { projectBatch } from './project-batch.js';
import type { Projection } from './projection.js';
import type { Refolding } from './refolding.js';

/** Merges events into their calls; a call that older code merged is folded anew first, if its raw events are all there. */
export class Merging {
  constructor(
    private readonly calls: CallStore,
    private readonly refolding: Refolding,
    private readonly projection: Projection,
  ) {}

  /** What rejects leaves the events pending. */
  async merge(batch: CallBatch): Promise<Merged> {
    const { call } = batch;
    const { model } = this.projection;
    const events = await projectBatch(batch, this.projection);
    try {
      return await this.calls.merge(call, events, model, PROJECTOR_GROUP, 'refuse');
    } catch (error) {
      if (!(error instanceof OlderModel)) throw error;
    }
    const refolded = await this.refolding.refold(call, 'older');
    if (refolded.is === 'left' && refolded.why === 'moving')
      throw new Error(`call ${call} was merged again each time it had been folded anew`);
    // What can't be folded anew keeps what older code made of it, and takes the new beside that.
    return this.calls.merge(call, events, model, PROJECTOR_GROUP, 'merge');
  }
}
