import type { EpochMetric } from './epoch-metric.ts';

/**
 * How far confidence is from being right: samples are put into bins of equal
 * width by the probability of their predicted class, and the distances of mean
 * confidence and accuracy of each bin are averaged by its samples. A bin holds
 * its upper end.
 *
 * Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", ICML 2017.
 */
export function calibrationError(bins: number): EpochMetric {
  return {
    needsScores: true,
    value: ({ truth, probabilities, classes }) => {
      /** Of each bin: Σ (confidence − right), whose size is samples × distance. */
      const gaps = new Float64Array(bins);
      for (let sample = 0; sample < truth.length; sample++) {
        let best = sample * classes;
        for (let at = best + 1; at < (sample + 1) * classes; at++) if ((probabilities[at] as number) > (probabilities[best] as number)) best = at;
        const confidence = probabilities[best] as number;
        const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
        gaps[bin] = (gaps[bin] as number) + confidence - Number(best - sample * classes === truth[sample]);
      }
      return truth.length === 0 ? null : gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / truth.length;
    },
  };
}
