import type { TrainingSpec } from '../../../src-shared/schema/experiment.ts';
import type { Callback } from '../training/callback.ts';
import { codeResult } from '../user-code.ts';
import type { CodeArguments, UserCode } from '../user-code.ts';

/** What the file of a callback exports by default. It keeps nothing between calls: see `Callback`. */
export type CallbackFactory<Options = Readonly<Record<string, unknown>>> = (args: CallbackArguments<Options>) => UserCallback;

export interface CallbackArguments<Options = Readonly<Record<string, unknown>>> extends CodeArguments<Options> {
  /** Names by class number. */
  readonly classes: readonly string[];
}

export type UserCallback = Pick<Callback, 'afterBatch' | 'afterEpoch' | 'forgive' | 'metric'>;

/** A callback of the user's. What it remembers is kept under its place in the list. */
export function customCallback(spec: TrainingSpec['callbacks'][number], place: number, classes: readonly string[], code: UserCode): Callback {
  const callback = codeResult(code, spec, 'an object with afterBatch, afterEpoch or both', { classes }, isCallback);
  return {
    name: `custom-${place}`,
    ...(callback.metric && { metric: callback.metric }),
    ...(callback.forgive && { forgive: (memory) => callback.forgive?.(memory) ?? memory }),
    ...(callback.afterBatch && { afterBatch: (seen) => callback.afterBatch?.(seen) ?? [] }),
    ...(callback.afterEpoch && { afterEpoch: (seen) => callback.afterEpoch?.(seen) ?? [] }),
  };
}

function isCallback(value: unknown): value is UserCallback {
  if (typeof value !== 'object' || value === null) return false;
  const { afterBatch, afterEpoch } = value as Record<string, unknown>;
  const fits = (each: unknown) => each === undefined || typeof each === 'function';
  return fits(afterBatch) && fits(afterEpoch) && (afterBatch !== undefined || afterEpoch !== undefined);
}
