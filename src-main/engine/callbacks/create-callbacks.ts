import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { outputsOf } from '../../../src-shared/lib/task.ts';
import type { Callback } from '../training/callback.ts';
import { NO_CODE } from '../user-code.ts';
import type { UserCode } from '../user-code.ts';
import { customCallback } from './custom-callback.ts';
import { earlyStopping } from './early-stopping.ts';
import { keepBest } from './keep-best.ts';
import { logImages } from './log-images.ts';
import { plateau } from './plateau.ts';
import { stopOnNan } from './stop-on-nan.ts';

/**
 * The callbacks that an experiment's settings ask for.
 *
 * @param shown the side whose first images are logged.
 */
export function createCallbacks(spec: ResolvedExperiment, classes: readonly string[], shown: Side, code: UserCode = NO_CODE): Callback[] {
  const { training } = spec;
  const { select, schedule, earlyStopping: early, stopOnNan: stops } = training;
  const { patience, minimumChange } = early;
  return [
    keepBest(select),
    ...(schedule.kind === 'plateau' ? [plateau(schedule, schedule.metric ?? select.metric)] : []),
    ...(patience === null ? [] : [earlyStopping({ metric: early.metric ?? select.metric, patience, minimumChange })]),
    ...(stops ? [stopOnNan()] : []),
    logImages(training.logImages, shown, outputsOf(spec, classes)),
    ...training.callbacks.map((each, i) => customCallback(each, i, classes, code)),
  ];
}
