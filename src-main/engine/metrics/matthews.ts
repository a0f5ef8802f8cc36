import type { EpochMetric } from './epoch-metric.ts';

/**
 * The correlation of truth and prediction, from −1 to 1; 0 where one of them
 * is the same for all samples.
 *
 * Gorodkin, "Comparing two K-category assignments by a K-category correlation
 * coefficient", Computational Biology and Chemistry 2004; for two classes
 * Matthews' of 1975.
 */
export const matthews: EpochMetric = {
  needsScores: false,
  value: ({ counts, classes }) => {
    const [true_, predicted] = [new Float64Array(classes), new Float64Array(classes)];
    let all = 0;
    let right = 0;
    for (let cell = 0; cell < counts.length; cell++) {
      const count = counts[cell] as number;
      const [row, column] = [Math.floor(cell / classes), cell % classes];
      true_[row] = (true_[row] as number) + count;
      predicted[column] = (predicted[column] as number) + count;
      all += count;
      if (row === column) right += count;
    }
    if (all === 0) return null;
    const spread = (one: Float64Array, other: Float64Array) => all ** 2 - one.reduce((sum, value, i) => sum + value * (other[i] as number), 0);
    const below = Math.sqrt(spread(predicted, predicted) * spread(true_, true_));
    return below === 0 ? 0 : (right * all - (all ** 2 - spread(true_, predicted))) / below;
  },
};
