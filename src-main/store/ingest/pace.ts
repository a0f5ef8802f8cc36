import type { RunState } from './run-batch.ts';

/** The pace is measured anew from here: an epoch begins, or an attempt in the middle of one. */
export function startPace(state: RunState, timeMs: number, step: number): void {
  state.pace_from_ms = timeMs;
  state.pace_from_step = step;
  state.pace_to_ms = null;
  state.pace_to_step = null;
}

/** A step is done. Within the attempt's first epoch the pace so far is shown. */
export function stepDone(state: RunState, timeMs: number): void {
  state.pace_to_ms = timeMs;
  state.pace_to_step = state.step;
  if (state.paced === 0) measure(state, timeMs);
}

/** An epoch has ended, its validation with it: what is left is judged by it until the next one has. */
export function endOfEpoch(state: RunState, timeMs: number): void {
  measure(state, timeMs);
  state.paced = 1;
}

/** Samples per second are those of training alone, milliseconds per step include the validation. */
function measure(state: RunState, nowMs: number): void {
  const { pace_from_ms: fromMs, pace_from_step: fromStep, pace_to_ms: toMs, pace_to_step: toStep } = state;
  if (fromMs === null || fromStep === null || toMs === null || toStep === null) return;
  const steps = toStep - fromStep + 1;
  if (steps <= 0) return;
  const samples = Math.min(steps * state.batch_size, state.train_samples);
  if (toMs > fromMs) state.samples_per_second = (samples * 1000) / (toMs - fromMs);
  if (nowMs > fromMs) state.ms_per_step = (nowMs - fromMs) / steps;
}
