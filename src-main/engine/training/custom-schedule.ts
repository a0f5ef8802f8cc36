import type { ScheduleSpec } from '../../../src-shared/schema/experiment.ts';
import { codeFunction } from '../user-code.ts';
import type { CodeArguments, UserCode } from '../user-code.ts';

/** What the file of a schedule exports by default: the factor on the learning rate at a step. delira's `LambdaLR`, by step. */
export type RateFactor<Options = Readonly<Record<string, unknown>>> = (args: RateArguments<Options>) => number;

export interface RateArguments<Options = Readonly<Record<string, unknown>>> extends CodeArguments<Options> {
  /** Optimizer updates, from 0. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Of the whole run. */
  readonly totalSteps: number;
}

/** The factor of a schedule of the user's; 1 for all others, whose factor is `learningRateFactor`. */
export function customRateFactor(schedule: ScheduleSpec, code: UserCode): (step: number, stepsPerEpoch: number, totalSteps: number) => number {
  if (schedule.kind !== 'custom') return () => 1;
  const { file, options } = schedule;
  const factorAt = codeFunction(code, file, 'the factor on the learning rate');
  return (step, stepsPerEpoch, totalSteps) => {
    const factor = factorAt({ step, stepsPerEpoch, totalSteps, options, extra: code.extra });
    if (typeof factor === 'number' && Number.isFinite(factor)) return factor;
    throw new TypeError(`${file}: expected the factor on the learning rate at step ${step} to be a finite number, but found ${String(factor)}`);
  };
}
