/** What a network said of the numbers of some samples; places agree over both arrays. */
export interface NumberPredictions {
  /** [sample, target]; NaN where a number is not known. */
  readonly truth: Float32Array;
  readonly predicted: Float32Array;
  /** Numbers of each sample. */
  readonly targets: number;
}

/** The mean size of a sample's errors; NaN where none of its numbers is known. */
export function errorOf({ truth, predicted, targets }: NumberPredictions, sample: number): number {
  let [sum, known] = [0, 0];
  for (let at = sample * targets; at < (sample + 1) * targets; at++) {
    if (Number.isNaN(truth[at])) continue;
    sum += Math.abs((predicted[at] as number) - (truth[at] as number));
    known++;
  }
  return known === 0 ? Number.NaN : sum / known;
}
