/**
 * A metric of your own, of all predictions of an epoch. In the experiment file:
 *
 *     training: { metrics: [{ kind: custom, file: ./my-metric.ts, options: { k: 2 } }] }
 *
 * Its values are called after its file, `val_my-metric`, unless it has a `name`.
 */
import type { ClassOutcome, CodeArguments, EpochMetric } from 'delira';

/** The share of images whose class is among the k likeliest. */
export default function topK({ options }: CodeArguments<{ readonly k?: number }>): EpochMetric {
  const { k = 2 } = options;
  return {
    // Whether truth and probabilities are looked at: they take memory.
    needsScores: true,
    value: ({ classes, truth, probabilities }: ClassOutcome) => {
      let right = 0;
      for (let sample = 0; sample < truth.length; sample++) {
        const own = Array.from({ length: classes }, (_, label) => probabilities[sample * classes + label] ?? 0);
        const known = own[truth[sample] ?? 0] ?? 0;
        if (own.filter((each) => each > known).length < k) right++;
      }
      // Null where there is nothing to say a value of.
      return truth.length === 0 ? null : right / truth.length;
    },
  };
}
