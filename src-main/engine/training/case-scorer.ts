import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { ConfusionCounted, Prediction } from '../../../src-shared/domain/train-event.ts';
import type { PlacedArray } from '../../../src-shared/domain/volume.ts';
import { UnreadableSample, reasonOf } from '../data/dataset.ts';
import { spatialOf } from '../data/image.ts';
import { changesGrid } from '../data/prepare/original-grid.ts';
import type { BatchSource, SampleName, Skipped } from '../loading/batch.ts';
import { sizeOf } from '../loading/form.ts';
import { caseDistances, caseScores, countPixels, meanOf, namedScores } from '../metrics/case-scores.ts';
import { IGNORED } from '../metrics/confusion.ts';
import { highest } from '../metrics/highest.ts';
import { highestOnGrid } from '../metrics/highest-on-grid.ts';
import type { LabelledGrid } from '../metrics/surface-distances.ts';
import type { CaseRule } from './case-rule.ts';
import { measuresDistances } from './case-rule.ts';
import type { BatchResult, LogitMaps } from './run-epoch.ts';

interface Place {
  readonly side: Side;
  readonly epoch: number;
  readonly step: number;
  readonly classes: readonly string[];
}

/**
 * Scores whole cases on the grid that their files have, and averages over
 * cases: CONTRACTS.md, "Arrays and geometry".
 *
 * Logits, not classes, are brought back to that grid, so that a border between
 * two classes lies where they are equal.
 */
export class CaseScorer {
  readonly predictions: Prediction[] = [];
  readonly #rule: CaseRule;
  readonly #source: Pick<BatchSource, 'truth'>;
  readonly #place: Place;
  #pixels: readonly number[];

  constructor(rule: CaseRule, source: Pick<BatchSource, 'truth'>, place: Place) {
    this.#rule = rule;
    this.#source = source;
    this.#place = place;
    this.#pixels = new Array<number>(place.classes.length ** 2).fill(0);
  }

  /** Scores the cases of a batch; gives those whose truth cannot be read any more, which get no score. */
  async add({ batch, maps }: BatchResult): Promise<readonly Skipped[]> {
    if (!maps) return [];
    const skipped: Skipped[] = [];
    for (const [i, sample] of batch.samples.entries()) {
      const truth = await this.#truthOf(sample, batch.arrays['label'], i);
      if (truth instanceof UnreadableSample) {
        skipped.push({ path: sample.path, reason: reasonOf(truth), standIn: null });
        continue;
      }
      const predicted = this.#predictedOn(truth, maps, i);
      const counts = countPixels(truth.data, predicted, maps.classes);
      this.#pixels = this.#pixels.map((sum, cell) => sum + (counts[cell] ?? 0));
      const distances = measuresDistances(this.#rule) ? caseDistances(gridOf(truth, predicted), maps.classes) : {};
      const scores = namedScores({ ...caseScores(counts), ...distances }, this.#place.classes);
      const { side, epoch, step } = this.#place;
      const loss = 1 - (scores['dice'] ?? 1);
      this.predictions.push({ kind: 'prediction', epoch, step, side, ...sample, truth: IGNORED, predicted: IGNORED, confidence: Number.NaN, loss, scores });
    }
    return skipped;
  }

  /** The means over cases of all that is measured, and of each class where there are several. */
  values(): Record<string, number> {
    const measured: readonly string[] = this.#rule.metrics;
    const names = new Set(this.predictions.flatMap(({ scores = {} }) => Object.keys(scores)));
    const values: Record<string, number> = {};
    for (const name of names) {
      if (!measured.includes(name.split('_')[0] ?? '')) continue;
      const mean = meanOf(this.predictions.map(({ scores }) => scores?.[name] ?? null));
      if (mean !== null) values[`${this.#place.side}_${name}`] = mean;
    }
    return values;
  }

  /** All pixels of all cases, by truth and prediction. */
  confusion(): ConfusionCounted {
    const { side, epoch, step, classes } = this.#place;
    return { kind: 'confusion', epoch, step, side, classes, counts: this.#pixels };
  }

  async #truthOf(sample: SampleName, labels: DenseArray | undefined, place: number): Promise<PlacedArray | UnreadableSample> {
    if (this.#source.truth && (changesGrid(this.#rule.prepare) || measuresDistances(this.#rule))) {
      return this.#source.truth(sample).catch((error: unknown) => {
        if (error instanceof UnreadableSample) return error;
        throw error;
      });
    }
    if (!labels) throw new Error(`expected the labels of ${sample.path} in the batch, but found none`);
    const [, ...shape] = labels.shape;
    const size = sizeOf(shape);
    return { ...labels, data: labels.data.subarray(place * size, (place + 1) * size), shape };
  }

  #predictedOn(truth: PlacedArray, { logits, lengths, classes }: LogitMaps, place: number): Uint8Array | Uint16Array {
    const size = sizeOf(lengths) * classes;
    const own = logits.subarray(place * size, (place + 1) * size);
    const isMoved = changesGrid(this.#rule.prepare) && this.#source.truth;
    return isMoved ? highestOnGrid(own, lengths, classes, this.#rule.prepare, { lengths: spatialOf(truth), geometry: truth.geometry ?? null }) : highest(own, classes);
  }
}

/** The grid that distances are measured on: channels aside, and of an image without the axis of its slice. */
export function gridOf(truth: PlacedArray, predicted: ArrayLike<number>): LabelledGrid {
  const lengths = spatialOf(truth);
  return { truth: truth.data, predicted, lengths, spacing: truth.geometry?.spacingMm.slice(-lengths.length) ?? [] };
}
