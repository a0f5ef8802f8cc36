import type { LoggedCurve } from '../../../src-shared/domain/logged.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { Logged } from '../../../src-shared/domain/train-event.ts';
import { precisionRecallCurve, rocCurve } from '../../../src-shared/lib/ranking-curves.ts';
import type { ClassPredictions } from '../metrics/class-predictions.ts';
import { IGNORED } from '../metrics/confusion.ts';

/** More lines than this cannot be told apart in a chart. */
const MOST_LINES = 12;
/** Of more classes, only of those with a line it is told what lies below it. */
const MOST_AREAS = 100;
/** Beyond this many numbers, the curves of a side are not worth the memory. */
const MOST_SCORES = 20_000_000;

/** Collects a classifier's probabilities over a side, for its curves over all thresholds: each class against all others. */
export class RankingCollector {
  readonly #classes: readonly string[];
  readonly #truth: number[] = [];
  readonly #scores: number[] = [];

  constructor(classes: readonly string[]) {
    this.#classes = classes;
  }

  add(predictions: ClassPredictions | null): void {
    if (!predictions || this.#scores.length > MOST_SCORES) return;
    const classes = this.#classes.length;
    if (predictions.probabilities.length !== classes * predictions.truth.length) return;
    for (const [sample, truth] of predictions.truth.entries()) {
      if (truth === IGNORED) continue;
      this.#truth.push(truth);
      for (let label = 0; label < classes; label++) this.#scores.push(predictions.probabilities[sample * classes + label] ?? 0);
    }
  }

  /** `val_roc` and `val_precision-recall`; none where nothing was classified, or too much. */
  events(side: Side, epoch: number, step: number): Logged[] {
    if (this.#truth.length === 0 || this.#scores.length > MOST_SCORES) return [];
    const classes = this.#classes.length;
    const known = [...this.#classes.keys()].slice(0, classes > MOST_AREAS ? MOST_LINES : classes);
    const rankings = known.map((label) => ({
      name: this.#classes[label] ?? String(label),
      scores: Float64Array.from(this.#truth, (_, sample) => this.#scores[sample * classes + label] ?? 0),
      positive: Uint8Array.from(this.#truth, (truth) => Number(truth === label)),
    }));
    // Of two classes, the second is what is looked for: the first one's line is the same upside down.
    const shown = (label: number): boolean => (classes === 2 ? label === 1 : label < MOST_LINES);
    const place = { kind: 'logged', epoch, step } as const;
    // The mean of some classes is not that of all.
    const told = (curve: LoggedCurve): LoggedCurve => (known.length === classes || !curve.areas ? curve : { ...curve, areas: { ...curve.areas, mean: null } });
    return [
      { ...place, tag: `${side}_roc`, item: told(rocCurve(rankings, shown)) },
      { ...place, tag: `${side}_precision-recall`, item: told(precisionRecallCurve(rankings, shown)) },
    ];
  }
}
