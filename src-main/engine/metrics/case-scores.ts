import { IGNORED } from './confusion.ts';

/** What one case scored. A class that neither truth nor prediction shows has no score; one that only one of them shows has 0. */
export interface CaseScores {
  /** By class number, without the background; null where the class is nowhere. */
  readonly dice: readonly (number | null)[];
  readonly iou: readonly (number | null)[];
}

/** The scores of a case from its pixels, counted by truth × prediction, row-major. */
export function caseScores(counts: readonly number[]): CaseScores {
  const classes = Math.sqrt(counts.length);
  const at = (row: number, column: number) => counts[row * classes + column] ?? 0;
  const numbers = Array.from({ length: classes - 1 }, (_, i) => i + 1);
  const overlaps = numbers.map((label) => {
    const each = Array.from({ length: classes }, (_, other) => ({ truth: at(label, other), predicted: at(other, label) }));
    return { both: at(label, label), truth: sum(each.map(({ truth }) => truth)), predicted: sum(each.map(({ predicted }) => predicted)) };
  });
  return {
    dice: overlaps.map(({ both, truth, predicted }) => (truth + predicted === 0 ? null : (2 * both) / (truth + predicted))),
    iou: overlaps.map(({ both, truth, predicted }) => (truth + predicted === 0 ? null : both / (truth + predicted - both))),
  };
}

/** Pixels by truth × prediction, row-major; those whose truth is not known are left out. */
export function countPixels(truth: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): number[] {
  if (truth.length !== predicted.length) throw new Error(`expected ${truth.length} predicted pixels, but found ${predicted.length}`);
  const counts = new Array<number>(classes * classes).fill(0);
  for (let i = 0; i < truth.length; i++) {
    const row = truth[i] as number;
    if (row === IGNORED) continue;
    const cell = row * classes + (predicted[i] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return counts;
}

/**
 * Scores by name: `dice` and `iou` are the means over the classes that a case
 * shows, `dice_liver` is that of a class, where there are several.
 */
export function namedScores({ dice, iou }: CaseScores, classes: readonly string[]): Readonly<Record<string, number>> {
  const scores: Record<string, number> = {};
  const words = classWords(classes);
  for (const [metric, values] of Object.entries({ dice, iou })) {
    const mean = meanOf(values);
    if (mean !== null) scores[metric] = mean;
    if (classes.length === 2) continue;
    for (const [i, value] of values.entries()) if (value !== null) scores[`${metric}_${words[i + 1]}`] = value;
  }
  return scores;
}

/**
 * The classes' names as names of metrics may hold them; their numbers where
 * any is no name or not the only one, because one that is called "2" would be
 * taken for the second.
 */
function classWords(classes: readonly string[]): readonly string[] {
  const words = classes.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, ''));
  return words.includes('') || new Set(words).size < words.length ? classes.map((_, label) => String(label)) : words;
}

/** The mean of the values that there are; null without any. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : sum(known) / known.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
