import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Fingerprint } from '../../../src-shared/domain/fingerprint.ts';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import { intensitiesOf } from '../../../src-shared/lib/intensities.ts';
import type { Intensities } from '../../../src-shared/lib/intensities.ts';
import { percentiles } from '../../../src-shared/lib/percentiles.ts';
import { channelsOf, rawImageOf, spatialOf } from './image.ts';
import { ValuePool } from './value-pool.ts';

/** nnU-Net's: an axis is coarse whose voxels are so many times as long, and of which there are so many times fewer. */
const ANISOTROPY = 3;

/** Sees one case after another and keeps what a fingerprint is made from. */
export class FingerprintMaker {
  readonly #classes: readonly string[];
  readonly #foreground: ValuePool;
  readonly #byClass: readonly ValuePool[];
  readonly #shapes: (readonly number[])[] = [];
  readonly #spacings: (readonly number[])[] = [];
  readonly #shares: number[] = [];

  /** @param most values that are kept of each channel, and of each channel of each class. */
  constructor(cases: number, classes: readonly string[], most: number) {
    this.#classes = classes;
    this.#foreground = new ValuePool(cases, most);
    this.#byClass = classes.map(() => new ValuePool(cases, Math.floor(most / Math.max(1, classes.length))));
  }

  add(sample: Sample): void {
    const image = rawImageOf(sample);
    const whole = spatialOf(image);
    const cropped = boxOf(image);
    this.#shapes.push(cropped);
    this.#shares.push(product(cropped) / product(whole));
    if (sample.geometry) this.#spacings.push(sample.geometry.spacingMm);
    const mask = maskOf(sample, product(whole));
    this.#foreground.add(image, mask ? (pixel) => (mask[pixel] as number) > 0 : null);
    if (mask) this.#byClass.forEach((pool, label) => label > 0 && pool.add(image, (pixel) => mask[pixel] === label));
  }

  finish(unreadable: number): Fingerprint {
    const medianShape = medians(this.#shapes);
    const medianSpacing = this.#spacings.length > 0 ? medians(this.#spacings) : null;
    return {
      cases: this.#shapes.length,
      unreadable,
      shapesAfterCrop: this.#shapes,
      spacings: this.#spacings,
      medianShape,
      medianSpacing,
      targetSpacing: medianSpacing && targetSpacing(medianSpacing, medianShape, this.#spacings),
      relativeSizeAfterCrop: median(this.#shares),
      foreground: measured(this.#foreground),
      classes: this.#classes.flatMap((label, i) => (i === 0 || this.#byClass[i] === undefined || this.#byClass[i].isEmpty ? [] : [{ label, channels: measured(this.#byClass[i]) }])),
    };
  }
}

function measured(pool: ValuePool): readonly Intensities[] {
  return pool.isEmpty ? [] : pool.channels().map(intensitiesOf);
}

/** The labels of a sample's pixels; null where it has none of its own. */
function maskOf({ arrays: { label } }: Sample, pixels: number): DenseArray['data'] | null {
  return label && label.shape.length > 0 && label.data.length === pixels ? label.data : null;
}

/** The lengths of the smallest box around all pixels that are not 0 in every channel; of nothing but 0 the whole. */
function boxOf(image: DenseArray): readonly number[] {
  const shape = spatialOf(image);
  const channels = channelsOf(image);
  const low = shape.map(() => Infinity);
  const high = shape.map(() => -Infinity);
  for (let i = 0; i < image.data.length; i++) {
    if (image.data[i] === 0) continue;
    let rest = Math.floor(i / channels);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] as number;
      const at = rest % length;
      rest = (rest - at) / length;
      if (at < (low[axis] as number)) low[axis] = at;
      if (at > (high[axis] as number)) high[axis] = at;
    }
  }
  return shape.map((length, axis) => ((high[axis] as number) < 0 ? length : (high[axis] as number) - (low[axis] as number) + 1));
}

/** nnU-Net's rule for its full resolution. */
function targetSpacing(spacing: readonly number[], shape: readonly number[], all: readonly (readonly number[])[]): readonly number[] {
  const worst = spacing.indexOf(Math.max(...spacing));
  const others = spacing.filter((_, axis) => axis !== worst);
  const otherLengths = shape.filter((_, axis) => axis !== worst);
  const isCoarse = (spacing[worst] ?? 0) > ANISOTROPY * Math.max(...others) && (shape[worst] ?? 0) * ANISOTROPY < Math.min(...otherLengths);
  if (!isCoarse) return spacing;
  const [fine = 0] = percentiles(Float32Array.from(all, (each) => each[worst] ?? 0), [10]);
  return spacing.map((size, axis) => (axis === worst ? Math.max(fine, Math.max(...others) + 1e-5) : size));
}

function medians(rows: readonly (readonly number[])[]): readonly number[] {
  return (rows[0] ?? []).map((_, axis) => median(rows.map((row) => row[axis] ?? 0)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all * length, 1);
}
