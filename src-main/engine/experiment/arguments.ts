import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';

/** What every way to use an experiment's network depends on. */
export interface ExperimentArguments {
  readonly spec: ResolvedExperiment;
  /** Names by class number. */
  readonly classes: readonly string[];
  /** [height, width, channel] of one image after `prepare`. */
  readonly inputShape: readonly number[];
}
