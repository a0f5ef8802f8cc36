import type { CurveAreas } from '../../../src-shared/domain/logged.ts';
import type { ClassMetrics, MeanMetrics } from '../../charts/class-metrics.ts';
import type { Counted } from '../../charts/matrix-cell.ts';

/** A column of the table of classes: one number of each, and of them all. */
export interface ClassColumn {
  readonly title: string;
  readonly hint: string;
  readonly of: (row: ClassMetrics) => number | null;
  /** Null where a mean would say nothing. */
  readonly mean: number | null;
}

/** In the words of the field: what is F1 of images is Dice of the pixels of masks, where IoU stands beside it. */
export function classColumns(mean: MeanMetrics, counted: Counted, areas: readonly CurveAreas[]): readonly ClassColumn[] {
  const ofMasks = counted !== 'samples';
  return [
    { title: `${counted.charAt(0).toUpperCase()}${counted.slice(1)}`, hint: 'Those that are of the class', of: ({ support }) => support, mean: null },
    { title: 'Precision', hint: 'Of those taken for the class, the share that is', of: ({ precision }) => precision, mean: mean.precision },
    { title: 'Recall', hint: 'Of those that are of the class, the share that was found (sensitivity)', of: ({ recall }) => recall, mean: mean.recall },
    ...(ofMasks
      ? [
          { title: 'Dice', hint: `Twice the ${counted} that truth and prediction share, over those of both; of all images together`, of: ({ f1 }: ClassMetrics) => f1, mean: mean.f1 },
          { title: 'IoU', hint: `The ${counted} that truth and prediction share, over those that either has; of all images together`, of: ({ iou }: ClassMetrics) => iou, mean: mean.iou },
        ]
      : [{ title: 'F1', hint: 'The harmonic mean of both', of: ({ f1 }: ClassMetrics) => f1, mean: mean.f1 }]),
    ...areas.map((area) => ({ title: area.title === 'AUC' ? 'AUC' : 'AP', hint: HINTS[area.title] ?? area.title, of: ({ label }: ClassMetrics) => area.of.find(({ name }) => name === label)?.value ?? null, mean: area.mean })),
  ];
}

const HINTS: Readonly<Record<string, string>> = {
  AUC: 'The area under the ROC curve: how likely an image of the class is ranked above one of another; 0.5 at chance',
  'average precision': 'The precision over all thresholds, weighted by the recall that each adds; chance is the share of the class',
};
