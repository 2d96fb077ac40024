import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { CallStore } from '#call-store';
import { CALL_EVENTS, PROJECTOR_GROUP, type CallBatch } from '#event-log';
import { callModel } from './call-model.js';
import { projectBatch } from './project-batch.js';
import { ProjectionLog } from './projection-log.js';
import { RethrowFilter } from './rethrow.filter.js';

@Controller()
@UseFilters(RethrowFilter)
export class ProjectorController {
  constructor(
    @Inject(CallStore) private readonly calls: CallStore,
    @Inject(ProjectionLog) private readonly log: ProjectionLog,
  ) {}

  /** Merges a call's events; what throws here leaves them pending, to be tried again. */
  @EventPattern(CALL_EVENTS)
  async project(@Payload() batch: CallBatch): Promise<void> {
    const startedAt = performance.now();
    const merged = await this.calls.merge(batch.call, await projectBatch(batch), callModel, PROJECTOR_GROUP);
    this.log.merged(batch, merged, performance.now() - startedAt);
  }
}
