import type { ScheduleSpec } from '../schema/experiment.ts';
import { assertNever } from './assert-never.ts';

/**
 * The factor on the learning rate at a step: a pure function, so that the form
 * can draw the curve and a resumed run needs no state.
 *
 * @param step counts optimizer updates from 0, `totalSteps` those of the whole run.
 */
export function scheduleFactor(schedule: ScheduleSpec, step: number, stepsPerEpoch: number, totalSteps: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor(step / (stepsPerEpoch * schedule.everyEpochs));
    case 'cosine':
      return schedule.end + ((1 - schedule.end) * (1 + Math.cos(Math.PI * done(step, totalSteps)))) / 2;
    case 'poly':
      return (1 - done(step, totalSteps)) ** schedule.exponent;
    default:
      return assertNever(schedule);
  }
}

/** The share of the run that is over; 1 from its end on. */
function done(step: number, totalSteps: number): number {
  return step < totalSteps ? step / totalSteps : 1;
}
