import { classWords } from '../../../src-shared/lib/class-words.ts';
import { IGNORED } from './confusion.ts';
import type { LabelledGrid } from './surface-distances.ts';
import { surfaceDistances } from './surface-distances.ts';

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

/** Scores of a case that are of its shape, not only of its counts. */
export interface CaseDistances {
  readonly hausdorff95: readonly (number | null)[];
  readonly surfaceDistance: readonly (number | null)[];
}

/** The distances of the surfaces of each class, in the order of `CaseScores`. */
export function caseDistances(grid: LabelledGrid, classes: number): CaseDistances {
  const each = Array.from({ length: classes - 1 }, (_, i) => surfaceDistances(grid, i + 1));
  return { hausdorff95: each.map((distances) => distances?.hausdorff95 ?? null), surfaceDistance: each.map((distances) => distances?.mean ?? null) };
}

/**
 * Scores by name: `dice` and `iou` are the means over the classes that a case
 * shows, `dice_liver` is that of a class, where there are several; so are
 * `hausdorff95` and `surface-distance`, where they were measured.
 */
export function namedScores({ dice, iou, hausdorff95 = [], surfaceDistance = [] }: CaseScores & Partial<CaseDistances>, classes: readonly string[]): Readonly<Record<string, number>> {
  const scores: Record<string, number> = {};
  const words = classWords(classes);
  for (const [metric, values] of Object.entries({ dice, iou, hausdorff95, 'surface-distance': surfaceDistance })) {
    const mean = meanOf(values);
    if (mean !== null) scores[metric] = mean;
    if (classes.length === 2) continue;
    for (const [i, value] of values.entries()) if (value !== null) scores[`${metric}_${words[i + 1]}`] = value;
  }
  return scores;
}

/** The mean of the values that there are; null without any. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : sum(known) / known.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
