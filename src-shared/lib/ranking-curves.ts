import type { CurveLine, LoggedCurve } from '../domain/logged.ts';

/** How likely each sample is held to be positive, and whether it is. */
export interface Ranking {
  /** What the line is called. */
  readonly name: string;
  readonly scores: ArrayLike<number>;
  readonly positive: ArrayLike<boolean | number>;
}

/** A chart shows no more. */
const MOST_POINTS = 128;

/**
 * The share of positives found against the share of negatives taken for
 * positive, over all thresholds, as scikit-learn's `roc_curve` has it; each
 * line from (0, 0) to (1, 1). Rankings without both kinds have no line.
 */
export function rocCurve(rankings: readonly Ranking[]): LoggedCurve {
  const lines = rankings.flatMap(({ name, ...ranking }) => {
    const { found, alarms, positives, negatives } = count(ranking);
    if (positives === 0 || negatives === 0) return [];
    return [thinned({ name, x: [0, ...alarms.map((each) => each / negatives)], y: [0, ...found.map((each) => each / positives)] })];
  });
  return { type: 'curve', x: 'False positive rate', y: 'True positive rate', lines };
}

/**
 * Precision against recall, over all thresholds from the highest on, beginning
 * at recall 0 with precision 1, as scikit-learn's `precision_recall_curve` has it
 * (in the other order). Rankings without positives have no line.
 */
export function precisionRecallCurve(rankings: readonly Ranking[]): LoggedCurve {
  const lines = rankings.flatMap(({ name, ...ranking }) => {
    const { found, alarms, positives } = count(ranking);
    if (positives === 0) return [];
    return [thinned({ name, x: [0, ...found.map((each) => each / positives)], y: [1, ...found.map((each, i) => each / (each + (alarms[i] ?? 0)))] })];
  });
  return { type: 'curve', x: 'Recall', y: 'Precision', lines };
}

interface Counted {
  /** Positives and negatives at or above each different score, from the highest score on. */
  readonly found: readonly number[];
  readonly alarms: readonly number[];
  readonly positives: number;
  readonly negatives: number;
}

function count({ scores, positive }: Omit<Ranking, 'name'>): Counted {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const found: number[] = [];
  const alarms: number[] = [];
  let positives = 0;
  let negatives = 0;
  for (const [place, sample] of order.entries()) {
    if (positive[sample]) positives++;
    else negatives++;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[sample]) continue;
    found.push(positives);
    alarms.push(negatives);
  }
  return { found, alarms, positives, negatives };
}

/** At most so many points of a line, its ends among them, of four digits. */
function thinned({ name, x, y }: CurveLine): CurveLine {
  const places = x.length <= MOST_POINTS ? x.map((_, i) => i) : Array.from({ length: MOST_POINTS }, (_, i) => Math.round((i * (x.length - 1)) / (MOST_POINTS - 1)));
  const short = (values: readonly number[]) => places.map((place) => Number((values[place] ?? 0).toFixed(4)));
  return { name, x: short(x), y: short(y) };
}
