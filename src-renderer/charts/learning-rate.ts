import type { Series } from '../../src-shared/domain/metric.ts';
import { learningRateFactor } from '../../src-shared/lib/schedule.ts';
import type { RatePlan } from '../../src-shared/lib/schedule.ts';

export interface LearningRatePlan extends RatePlan {
  readonly learningRate: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** Enough for a point per pixel of any chart. */
const MOST_POINTS = 1200;

/** The learning rate at the steps from `from` up to and with `to`, or evenly among them if they are many. */
export function learningRateSeries(plan: LearningRatePlan, from: number, to: number): Series {
  const total = plan.epochs * plan.stepsPerEpoch;
  const first = Math.max(0, Math.floor(from));
  const last = Math.min(total - 1, Math.ceil(to));
  const points = Math.max(0, Math.min(last - first + 1, MOST_POINTS));
  const step = Float64Array.from({ length: points }, (_, i) => Math.round(first + (i * (last - first)) / Math.max(1, points - 1)));
  const rate = step.map((each) => plan.learningRate * learningRateFactor(plan, each, plan.stepsPerEpoch, total));
  return { runId: '', name: 'learning_rate', axis: 'step', exact: true, points, x: step, step, min: rate, max: rate, mean: rate };
}
