import type { Sample } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { random } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { codeFunction } from '../user-code.ts';
import type { CodeArguments, UserCode } from '../user-code.ts';
import type { BatchRecipe } from './recipe.ts';

/** What the file of a data loader exports by default: what becomes of the samples of a training batch. */
export type CollateFunction = (args: CollateArguments) => readonly Sample[];

export interface CollateArguments extends Omit<CodeArguments, 'options'> {
  /** Prepared and augmented, in their order. */
  readonly samples: readonly Sample[];
  readonly epoch: number;
  /** The batch's number in its epoch, from 0. */
  readonly batch: number;
  /** The batch's own chance. */
  readonly random: Random;
}

/** The samples of a batch as the user's data loader makes them: as many as there were, with arrays of the same shapes. */
export function customCollate(file: string, seed: number, code: UserCode): NonNullable<BatchRecipe['collate']> {
  const collate = codeFunction(code, file, 'the samples of a batch');
  return (samples, epoch, batch) => {
    const made = collate({ samples, epoch, batch, random: random(seed, 'batch', epoch, batch), extra: code.extra });
    if (Array.isArray(made) && made.length === samples.length) return made as Sample[];
    throw new BadInput(`${file}: expected a list of ${samples.length} samples, as many as the batch had, but found ${Array.isArray(made) ? made.length : typeof made}`);
  };
}
