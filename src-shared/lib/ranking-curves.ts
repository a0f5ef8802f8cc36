import type { CurveAreas, CurveLine, LoggedCurve } from '../domain/logged.ts';
import { areaUnderRoc, averagePrecisionOf, rankable, thresholdCurve } from './threshold-curve.ts';
import type { ThresholdCurve } from './threshold-curve.ts';

/** How likely each sample is held to be positive, and whether it is. */
export interface Ranking {
  /** What the line is called. */
  readonly name: string;
  readonly scores: ArrayLike<number>;
  readonly positive: ArrayLike<boolean | number>;
}

/** A chart shows no more. */
const MOST_POINTS = 128;

/** All lines, unless only some are shown: what lies below the others is told all the same. */
type Shown = (place: number) => boolean;
const everyLine: Shown = () => true;

/**
 * The share of positives found against the share of negatives taken for
 * positive, over all thresholds, as scikit-learn's `roc_curve` has it; each
 * line from (0, 0) to (1, 1). Rankings without both kinds have no line.
 */
export function rocCurve(rankings: readonly Ranking[], shown: Shown = everyLine): LoggedCurve {
  const curves = rankings.map(({ name, ...ranking }) => ({ name, curve: curveOf(ranking) }));
  const lines = curves.filter((_, i) => shown(i)).flatMap(({ name, curve: { truePositives, falsePositives, positives, negatives } }) => {
    if (positives === 0 || negatives === 0) return [];
    return [thinned({ name, x: [0, ...falsePositives.map((each) => each / negatives)], y: [0, ...truePositives.map((each) => each / positives)] })];
  });
  return { type: 'curve', x: 'False positive rate', y: 'True positive rate', lines, areas: areasOf('AUC', curves, areaUnderRoc) };
}

/**
 * Precision against recall, over all thresholds from the highest on, beginning
 * at recall 0 with precision 1, as scikit-learn's `precision_recall_curve` has it
 * (in the other order). Rankings without positives have no line.
 */
export function precisionRecallCurve(rankings: readonly Ranking[], shown: Shown = everyLine): LoggedCurve {
  const curves = rankings.map(({ name, ...ranking }) => ({ name, curve: curveOf(ranking) }));
  const lines = curves.filter((_, i) => shown(i)).flatMap(({ name, curve: { truePositives, falsePositives, positives } }) => {
    if (positives === 0) return [];
    return [thinned({ name, x: [0, ...truePositives.map((each) => each / positives)], y: [1, ...truePositives.map((each, i) => each / (each + (falsePositives[i] ?? 0)))] })];
  });
  return { type: 'curve', x: 'Recall', y: 'Precision', lines, areas: areasOf('average precision', curves, averagePrecisionOf) };
}

function curveOf({ scores, positive }: Omit<Ranking, 'name'>): ThresholdCurve {
  const [found, others]: [number[], number[]] = [[], []];
  for (let i = 0; i < scores.length; i++) (positive[i] ? found : others).push(rankable(scores[i] ?? Number.NaN));
  return thresholdCurve(Float64Array.from(found), Float64Array.from(others));
}

function areasOf(title: string, curves: readonly { readonly name: string; readonly curve: ThresholdCurve }[], area: (curve: ThresholdCurve) => number | null): CurveAreas {
  const areas = curves.map(({ name, curve }) => ({ name, value: area(curve) }));
  const known = areas.flatMap(({ value }) => (value === null ? [] : [value]));
  return { title, of: areas, mean: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length };
}

/** At most so many points of a line, its ends among them, of four digits. */
function thinned({ name, x, y }: CurveLine): CurveLine {
  const places = x.length <= MOST_POINTS ? x.map((_, i) => i) : Array.from({ length: MOST_POINTS }, (_, i) => Math.round((i * (x.length - 1)) / (MOST_POINTS - 1)));
  const short = (values: readonly number[]) => places.map((place) => Number((values[place] ?? 0).toFixed(4)));
  return { name, x: short(x), y: short(y) };
}
