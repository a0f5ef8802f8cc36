import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { PlacedArray } from '../../../src-shared/domain/volume.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { PrepareStep } from '../../../src-shared/schema/experiment.ts';
import { channelsOf, imageOf, spatialOf } from '../data/image.ts';
import { gridAfter, toOriginalGrid } from '../data/prepare/original-grid.ts';
import type { Grid } from '../data/prepare/original-grid.ts';
import { prepareSample } from '../data/prepare/prepare.ts';
import { emptyLabels, highest } from '../metrics/highest.ts';
import { highestOnGrid } from '../metrics/highest-on-grid.ts';
import { slideWindows } from '../models/sliding-window.ts';
import type { WindowPlan } from '../models/sliding-window.ts';

/** How masks are predicted: by windows, of images prepared as those of the run were. */
export interface MaskPlan extends WindowPlan {
  readonly prepare: readonly PrepareStep[];
  /** Of an image as the networks get it. */
  readonly channels: number;
}

export interface MaskHooks {
  /** Told after each batch of windows how many are done; awaited, so that the host can be served meanwhile. */
  readonly onWindows?: (done: number, of: number) => Promise<void>;
}

/**
 * The class of every pixel of an image on its own grid: [height, width, 1] or
 * [z, y, x, 1], uint8 up to 256 classes.
 *
 * @param image as its file holds it.
 * @throws BadInput if it cannot be what the run was trained on.
 */
export async function predictMask(image: PlacedArray, plan: MaskPlan, { onWindows }: MaskHooks = {}): Promise<DenseArray> {
  const lengths = spatialOf(image);
  expectAxes(lengths, plan.window);
  const grid: Grid = { lengths, geometry: image.geometry ?? null };
  const steps = withoutCutting(plan.prepare, grid);
  const prepared = imageOf(prepareSample({ key: '', path: '', arrays: { image }, geometry: grid.geometry }, steps));
  if (channelsOf(prepared) !== plan.channels) {
    throw new BadInput(`expected ${plan.channels === 1 ? 'one channel' : `${plan.channels} channels`} once prepared, as the run was trained on, but found ${channelsOf(prepared)}`);
  }
  const isResampled = steps.some(({ kind }) => kind === 'resize' || kind === 'resample');
  const found = new Found(spatialOf(prepared), plan.classes, isResampled);
  for await (const planes of slideWindows(prepared, plan)) {
    if (planes.count > 0) found.add(planes.from, planes.logits);
    await onWindows?.(planes.windows, planes.of);
  }
  return found.on(steps, grid);
}

function expectAxes(lengths: readonly number[], window: readonly number[]): void {
  if (lengths.length === window.length) return;
  throw new BadInput(`expected ${window.length === 2 ? 'an image' : 'a volume'}, as the run was trained on, but found ${lengths.length === 2 ? 'an image' : 'a volume'} of ${lengths.join(' × ')}`);
}

/**
 * The steps of a run for an image that may be larger than any of the run:
 * `pad` puts zeros around it as far as it is smaller, but cuts nothing off, for
 * windows see to what is larger.
 */
function withoutCutting(steps: readonly PrepareStep[], before: Grid): PrepareStep[] {
  let grid = before;
  return steps.map((step) => {
    const kept = step.kind === 'pad' ? { ...step, size: grid.lengths.map((length, axis) => Math.max(length, step.size[axis] ?? length)) } : step;
    grid = gridAfter(kept, grid);
    return kept;
  });
}

/**
 * What was predicted of a prepared image, plane by plane.
 *
 * Classes alone are kept where the grid was only padded or turned. Where it was
 * resampled, logits are, so that a border lies where two classes are equal on
 * the original grid: those are as many as the network's windows took.
 */
class Found {
  readonly #lengths: readonly number[];
  readonly #classes: number;
  readonly #labels: Uint8Array | Uint16Array;
  readonly #logits: Float32Array | null;

  constructor(lengths: readonly number[], classes: number, keepsLogits: boolean) {
    const places = lengths.reduce((product, length) => product * length, 1);
    this.#lengths = lengths;
    this.#classes = classes;
    this.#labels = emptyLabels(keepsLogits ? 0 : places, classes);
    this.#logits = keepsLogits ? new Float32Array(places * classes) : null;
  }

  add(from: number, logits: Float32Array): void {
    const plane = this.#lengths.slice(1).reduce((product, length) => product * length, 1);
    if (this.#logits) this.#logits.set(logits, from * plane * this.#classes);
    else this.#labels.set(highest(logits, this.#classes), from * plane);
  }

  /** The classes on the grid that the image had before these steps. */
  on(steps: readonly PrepareStep[], { lengths, geometry }: Grid): DenseArray {
    if (!this.#logits) return toOriginalGrid(labelArray(this.#labels, this.#lengths), steps, lengths, geometry);
    return labelArray(highestOnGrid(this.#logits, this.#lengths, this.#classes, steps, { lengths, geometry }), lengths);
  }
}

function labelArray(data: Uint8Array | Uint16Array, lengths: readonly number[]): DenseArray {
  return { data, shape: [...lengths, 1], dtype: data instanceof Uint8Array ? 'uint8' : 'uint16' };
}
