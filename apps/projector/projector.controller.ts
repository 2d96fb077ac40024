import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { CALL_EVENTS, type CallBatch } from '#event-log';
import { Merging } from './merging.js';
import { ProjectionLog } from './projection-log.js';
import { RethrowFilter } from './rethrow.filter.js';

@Controller()
@UseFilters(RethrowFilter)
export class ProjectorController {
  constructor(
    @Inject(Merging) private readonly merging: Merging,
    @Inject(ProjectionLog) private readonly log: ProjectionLog,
  ) {}

  /** Merges a call's events; what throws here leaves them pending, to be tried again. */
  @EventPattern(CALL_EVENTS)
  async project(@Payload() batch: CallBatch): Promise<void> {
    const startedAt = performance.now();
    const merged = await this.merging.merge(batch);
    this.log.merged(batch, merged, performance.now() - startedAt);
  }
}
