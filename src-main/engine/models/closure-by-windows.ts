import type { DenseArray } from '../../../src-shared/domain/array.ts';
import { cutBox } from '../data/cut-box.ts';
import type { FloatImage } from '../data/image.ts';
import { floatImage, isFloat, spatialOf } from '../data/image.ts';
import { IGNORED } from '../data/prepare/prepare.ts';
import type { Batch, BatchArrays } from '../loading/batch.ts';
import { sizeOf } from '../loading/form.ts';
import * as tf from '../tf.ts';
import type { ClosureOptions, ClosureResult } from './contract.ts';
import type { AbstractNetwork } from './network.ts';
import { slideWindows } from './sliding-window.ts';
import type { Windows } from './sliding-window.ts';

/** How whole cases are taken through a network that learns patches of them. */
export interface CaseWindows {
  /** [height, width] or [z, y, x] of a patch. */
  readonly size: readonly number[];
  /** Windows that are computed at once. */
  readonly batchSize: number;
}

/** What a network says of a whole case. */
export interface CaseResult {
  /** [...lengths, class] */
  readonly logits: Float32Array;
  readonly lengths: readonly number[];
}

export interface CaseHooks {
  /** Told what the closure gave of so many windows; predictions are not to be kept. */
  readonly onWindows: (result: ClosureResult, count: number) => void;
  /** Asked between windows, which may take minutes together; a case that need not go on gives nothing. */
  readonly goesOn: () => Promise<boolean>;
}

/**
 * Takes a whole case through a network that learns patches: its closure is
 * called with batches of windows as it is with batches of patches in training,
 * so that losses of both are of the same kind, and nothing grows with the case
 * but its logits. These are the mean of those of all windows, as in prediction.
 *
 * @param batch of this case alone.
 * @returns null where the case was not to go on.
 */
export async function closureByWindows(network: AbstractNetwork, windows: CaseWindows & { readonly classes: number }, batch: Batch, options: ClosureOptions, { onWindows, goesOn }: CaseHooks): Promise<CaseResult | null> {
  const image = imageOfCase(batch);
  const lengths = spatialOf(image);
  const perPlane = sizeOf(lengths.slice(1)) * windows.classes;
  const logits = new Float32Array((lengths[0] ?? 0) * perPlane);
  const logitsOf = async (cut: Windows): Promise<Float32Array> => {
    const data = network.prepareBatch(windowBatch(batch, cut, lengths, windows.size), 'default', 'default');
    try {
      const result = await network.closure(data, options);
      onWindows(result, cut.starts.length);
      return await readLogits(result.predictions);
    } finally {
      tf.dispose(data);
    }
  };
  for await (const planes of slideWindows(image, { logitsOf, window: windows.size, classes: windows.classes, mirrorAxes: [], batchSize: windows.batchSize })) {
    if (planes.count > 0) logits.set(planes.logits, planes.from * perPlane);
    if (!(await goesOn())) return null;
  }
  return { logits, lengths };
}

async function readLogits(predictions: ClosureResult['predictions']): Promise<Float32Array> {
  const { pred } = predictions;
  try {
    if (!pred) throw new Error('expected the network to give a prediction named pred');
    return await pred.data<'float32'>();
  } finally {
    tf.dispose(predictions);
  }
}

function imageOfCase({ arrays, size }: Batch): FloatImage {
  const { image } = arrays;
  if (!image || !isFloat(image)) throw new Error(`expected a float32 image to take windows of, but found ${image?.dtype ?? 'none'}`);
  if (size !== 1) throw new Error(`expected cases one at a time, for they may differ in size, but found ${size}`);
  return floatImage(image.data, image.shape.slice(1));
}

/** The windows as a batch: of arrays that lie over the image the same boxes, of others the same for each. */
function windowBatch({ arrays, samples }: Batch, { values, shape, starts }: Windows, lengths: readonly number[], size: readonly number[]): Batch {
  const cut = Object.entries(arrays).map(([name, array]): [string, DenseArray] => {
    if (name === 'image') return [name, { data: values, shape: [...shape], dtype: 'float32' }];
    const one: DenseArray = { ...array, shape: array.shape.slice(1) };
    const liesOver = one.shape.length === lengths.length + 1 && lengths.every((length, axis) => one.shape[axis] === length);
    return [name, joined(starts.map((each) => (liesOver ? cutBox(one, each, size, IGNORED) : one)))];
  });
  const { length } = starts;
  const [sample] = samples;
  return { size: length, arrays: Object.fromEntries(cut) satisfies BatchArrays, samples: sample ? Array.from({ length }, () => sample) : [], skipped: [], release: () => undefined };
}

/** Arrays of one shape as a batch. */
function joined(arrays: readonly DenseArray[]): DenseArray {
  const [first] = arrays;
  if (!first) throw new Error('expected windows to make a batch of, but found none');
  const data = first.dtype === 'float32' ? new Float32Array(first.data.length * arrays.length) : new Int32Array(first.data.length * arrays.length);
  for (const [i, array] of arrays.entries()) data.set(array.data, i * first.data.length);
  return { data, shape: [arrays.length, ...first.shape], dtype: first.dtype === 'float32' ? 'float32' : 'int32' };
}
