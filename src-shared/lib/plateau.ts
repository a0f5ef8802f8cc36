import type { MetricMode } from '../domain/metric.ts';
import type { ScheduleSpec } from '../schema/experiment.ts';

export type PlateauSpec = Extract<ScheduleSpec, { kind: 'plateau' }>;

/** All that the next decision depends on: plain numbers, so that a checkpoint can hold them. */
export interface PlateauState {
  /** The best value so far; the worst possible one before the first. */
  readonly best: number;
  /** Values in a row that were no better. */
  readonly waited: number;
  /** Values still to come in which waiting does not count. */
  readonly cooldown: number;
  /** On the learning rate. */
  readonly factor: number;
}

export function firstPlateau(mode: MetricMode): PlateauState {
  return { best: mode === 'max' ? -Infinity : Infinity, waited: 0, cooldown: 0, factor: 1 };
}

/** What a value changes; as PyTorch's ReduceLROnPlateau. A value that is no number is no better. */
export function nextPlateau(state: PlateauState, value: number, mode: MetricMode, spec: PlateauSpec): PlateauState {
  const better = isBetter(value, state.best, mode, spec);
  const cooling = state.cooldown > 0;
  const waited = better || cooling ? 0 : state.waited + 1;
  const next = { ...state, best: better ? value : state.best, waited, cooldown: cooling ? state.cooldown - 1 : 0 };
  if (waited <= spec.patience) return next;
  return { ...next, waited: 0, cooldown: spec.cooldown, factor: Math.max(state.factor * spec.factor, spec.end) };
}

function isBetter(value: number, best: number, mode: MetricMode, { threshold, thresholdOf }: PlateauSpec): boolean {
  if (!Number.isFinite(best)) return mode === 'max' ? value > best : value < best;
  const margin = thresholdOf === 'value' ? threshold * best : threshold;
  return mode === 'max' ? value > best + margin : value < best - margin;
}
