import type { CallModel } from '#call-store';
import type { Fact } from '#contracts';
import { factsOf, rowFactsOf } from '#projection';
import { callModel } from './call-model.js';

/** How calls are made of events. */
export class Projection {
  /** As this code does. */
  static readonly present = new Projection(callModel, factsOf, rowFactsOf);

  constructor(
    readonly model: CallModel,
    readonly factsOf: (body: unknown) => readonly Fact[],
    readonly rowFactsOf: (facts: readonly Fact[]) => readonly Fact[],
  ) {}
}
