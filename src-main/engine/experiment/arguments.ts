import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { UserCode } from '../user-code.ts';

/** What every way to use an experiment's network depends on. */
export interface ExperimentArguments {
  readonly spec: ResolvedExperiment;
  /** Names by class number. */
  readonly classes: readonly string[];
  /** [height, width, channel] of one image after `prepare`. */
  readonly inputShape: readonly number[];
  /** The user's code that the spec names, loaded; left out where it names none. */
  readonly code?: UserCode | undefined;
}
