import type { ScheduleSpec, TrainingSpec } from '../schema/experiment.ts';
import { assertNever } from './assert-never.ts';

/** How the learning rate runs. */
export type RatePlan = Pick<TrainingSpec, 'schedule'> & Partial<Pick<TrainingSpec, 'warmUp'>>;

/**
 * The factor on the learning rate at a step: a pure function, so that the form
 * can draw the curve and a resumed run needs no state.
 *
 * A warm-up rises in a straight line to where the schedule begins, which then
 * counts its epochs and steps from there.
 *
 * @param step counts optimizer updates from 0, `totalSteps` those of the whole run.
 */
export function learningRateFactor({ schedule, warmUp }: RatePlan, step: number, stepsPerEpoch: number, totalSteps: number): number {
  const rising = warmUp ? Math.min(totalSteps, Math.round(warmUp.epochs * stepsPerEpoch)) : 0;
  const rest = Math.max(1, totalSteps - rising);
  if (warmUp === undefined || step >= rising) return scheduleFactor(schedule, step - rising, stepsPerEpoch, rest);
  return (warmUp.start + ((1 - warmUp.start) * step) / rising) * scheduleFactor(schedule, 0, stepsPerEpoch, rest);
}

/** The schedule's own part. */
export function scheduleFactor(schedule: ScheduleSpec, step: number, stepsPerEpoch: number, totalSteps: number): number {
  const epochs = Math.floor(step / stepsPerEpoch);
  switch (schedule.kind) {
    case 'constant':
    // Falls by what is measured, which a callback does: `callbacks/plateau`.
    case 'plateau':
    // A function of the user's, which only the trainer loads: `engine/custom`.
    case 'custom':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor(step / (stepsPerEpoch * schedule.everyEpochs));
    case 'multi-step':
      return schedule.factor ** schedule.afterEpochs.filter((each) => epochs >= each).length;
    case 'exponential':
      return schedule.factor ** epochs;
    case 'cosine':
      return between(1, schedule.end, done(step, totalSteps));
    case 'poly':
      return (1 - done(step, totalSteps)) ** schedule.exponent;
    case 'one-cycle':
      return oneCycle(schedule, step, totalSteps);
    default:
      return assertNever(schedule);
  }
}

/**
 * Up to the learning rate in half a cosine, then down, farther than it began.
 *
 * Smith and Topin, "Super-convergence: very fast training of neural networks
 * using large learning rates", 2018, in PyTorch's form without its momentum.
 */
function oneCycle({ rise, startDivisor, endDivisor }: Extract<ScheduleSpec, { kind: 'one-cycle' }>, step: number, totalSteps: number): number {
  const top = rise * totalSteps - 1;
  const last = totalSteps - 1;
  if (top > 0 && step <= top) return between(1 / startDivisor, 1, step / top);
  return between(1, 1 / (startDivisor * endDivisor), last > top ? Math.min(1, (step - top) / (last - top)) : 1);
}

/** From one value to another in half a cosine. */
function between(from: number, to: number, share: number): number {
  return from + ((to - from) * (1 - Math.cos(Math.PI * share))) / 2;
}

/** The share of the run that is over; 1 from its end on. */
function done(step: number, totalSteps: number): number {
  return step < totalSteps ? step / totalSteps : 1;
}
