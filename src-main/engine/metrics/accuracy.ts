import { IGNORED } from './confusion.ts';

/** The share of samples whose class was predicted; null without any. Samples of unknown class are left out. */
export function accuracy(truth: ArrayLike<number>, predicted: ArrayLike<number>): number | null {
  let right = 0;
  let known = 0;
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === IGNORED) continue;
    known++;
    if (truth[i] === predicted[i]) right++;
  }
  return known === 0 ? null : right / known;
}
