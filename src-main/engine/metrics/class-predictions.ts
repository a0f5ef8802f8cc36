import { IGNORED } from './confusion.ts';

/** What a classifier said of some samples; places agree over all arrays. */
export interface ClassPredictions {
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** The probability given to the predicted class. */
  readonly confidence: Float32Array;
  /** Cross-entropy of each sample alone; NaN where its class is not known. */
  readonly loss: Float32Array;
  /** [sample, class], summing to 1 over the classes. */
  readonly probabilities: Float32Array;
}

/**
 * Reads logits [sample, class].
 *
 * @param truth class numbers; `IGNORED` where the class is not known.
 */
export function readLogits(logits: Float32Array, classes: number, truth: ArrayLike<number>): ClassPredictions {
  const count = logits.length / classes;
  const result: ClassPredictions = {
    truth: Int32Array.from(truth),
    predicted: new Int32Array(count),
    confidence: new Float32Array(count),
    loss: new Float32Array(count),
    probabilities: new Float32Array(logits.length),
  };
  for (let sample = 0; sample < count; sample++) {
    const from = sample * classes;
    const best = argMax(logits, from, from + classes);
    const highest = logits[best] as number;
    let sum = 0;
    for (let at = from; at < from + classes; at++) sum += Math.exp((logits[at] as number) - highest);
    for (let at = from; at < from + classes; at++) result.probabilities[at] = Math.exp((logits[at] as number) - highest) / sum;
    const known = truth[sample] as number;
    result.predicted[sample] = best - from;
    result.confidence[sample] = result.probabilities[best] as number;
    result.loss[sample] = known === IGNORED ? Number.NaN : Math.log(sum) + highest - (logits[from + known] as number);
  }
  return result;
}

/** The place of the largest value in a range, the first of equal ones. */
function argMax(values: Float32Array, from: number, until: number): number {
  let best = from;
  for (let at = from + 1; at < until; at++) if ((values[at] as number) > (values[best] as number)) best = at;
  return best;
}
