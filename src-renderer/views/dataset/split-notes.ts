import type { SplitCounts } from '../../../src-shared/domain/dataset.ts';

/** Fewer samples than this, and a share of right answers jumps by more than 2 % with one of them. */
const FEW = 50;

/**
 * What looks odd in a split, in sentences that say what to do.
 *
 * @param drawn whether the validation side is: of one that the data name, shares change nothing.
 */
export function splitNotes(counts: SplitCounts, classes: readonly string[], drawn = true): readonly string[] {
  const notes: string[] = [];
  const larger = drawn ? 'raise the validation share' : 'the data name it so, a random split draws another';
  const { train, val, test } = counts;
  if (train.samples + val.samples + test.samples === 0) return ['No image here has a label, a mask or a number, so there is nothing to split: see Overview for how labels are told from the files.'];
  if (train.samples === 0) notes.push('Nothing is left to train on: lower the shares of validation and test.');
  if (val.samples === 0) notes.push('Without a validation side nothing tells when training has learnt enough: raise the validation share.');
  else if (val.samples < FEW) notes.push(`The validation side has ${val.samples} samples: its values will jump; ${larger}.`);
  const missing = classes.filter((_, i) => train.byClass[i] === 0);
  if (train.samples > 0 && missing.length > 0) notes.push(`${listed(missing)} cannot be learnt: no training sample has this label.`);
  const unseen = classes.filter((_, i) => val.byClass[i] === 0 && (train.byClass[i] ?? 0) > 0);
  if (val.samples > 0 && unseen.length > 0) notes.push(`${listed(unseen)}: no validation sample; ${drawn ? 'switch stratify on, or ' : ''}${larger}.`);
  return notes;
}

function listed(labels: readonly string[]): string {
  return labels.length <= 3 ? labels.join(', ') : `${labels.slice(0, 3).join(', ')} and ${labels.length - 3} more`;
}
