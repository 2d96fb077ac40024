import type { CallModel } from '#call-store';
import type { Fact } from '#contracts';
import { factsOf, rowFactsOf } from '#projection';
import { callModel } from './call-model.js';

/** How calls are made of events. */
export interface Projection {
  readonly model: CallModel;
  readonly factsOf: (body: unknown) => readonly Fact[];
  readonly rowFactsOf: (facts: readonly Fact[]) => readonly Fact[];
}

/** As this code does. */
export const presentProjection: Projection = { model: callModel, factsOf, rowFactsOf };
