import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { Callback } from '../training/callback.ts';
import { keepBest } from './keep-best.ts';
import { logImages } from './log-images.ts';
import { stopOnNan } from './stop-on-nan.ts';

/**
 * The callbacks that an experiment's settings ask for.
 *
 * @param shown the side whose first images are logged.
 */
export function createCallbacks({ training }: ResolvedExperiment, classes: readonly string[], shown: Side): Callback[] {
  return [keepBest(training.select), ...(training.stopOnNan ? [stopOnNan()] : []), logImages(training.logImages, shown, classes)];
}
