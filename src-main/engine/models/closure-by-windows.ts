import type { Batch } from '../loading/batch.ts';
import { sizeOf } from '../loading/form.ts';
import { floatImage, isFloat, spatialOf } from '../data/image.ts';
import * as tf from '../tf.ts';
import { evaluate } from './closure.ts';
import type { Callable, ClosureOptions, ClosureResult, NamedTensors } from './contract.ts';
import type { AbstractNetwork } from './network.ts';
import { slideWindows } from './sliding-window.ts';
import type { WindowPlan } from './sliding-window.ts';

/** How whole cases are taken through a network that learns patches of them. */
export interface CaseWindows {
  /** [height, width] or [z, y, x] of a patch. */
  readonly size: readonly number[];
  /** Windows that are computed at once. */
  readonly batchSize: number;
}

/** A whole case to be evaluated. */
export interface WholeCase {
  /** Of this case alone. */
  readonly batch: Batch;
  /** What `prepareBatch` made of it. */
  readonly data: NamedTensors;
  readonly classes: number;
  /** Asked between windows, which may take minutes together; a case that need not go on gives nothing. */
  readonly goesOn: () => Promise<boolean>;
}

/**
 * What a network's closure would say of a whole case, were it not too large for
 * it: its logits are the mean of those of windows, as in prediction, and losses
 * and metrics are of them. A closure of the user's own is not called.
 *
 * @returns null where the case was not to go on.
 */
export async function closureByWindows(network: AbstractNetwork, windows: CaseWindows, whole: WholeCase, options: ClosureOptions): Promise<ClosureResult | null> {
  const { batch, classes } = whole;
  const image = imageOfCase(batch);
  const plan: WindowPlan = { networks: [network], window: windows.size, classes, mirrorAxes: [], batchSize: windows.batchSize };
  const [, ...across] = spatialOf(image);
  const logits = new Float32Array(sizeOf(spatialOf(image)) * classes);
  for await (const planes of slideWindows(image, plan)) {
    if (planes.count > 0) logits.set(planes.logits, planes.from * sizeOf(across) * classes);
    if (!(await whole.goesOn())) return null;
  }
  const pred = tf.tensor(logits, [1, ...spatialOf(image), classes], 'float32');
  try {
    return await evaluate(answering({ pred }), whole.data, options);
  } catch (error) {
    pred.dispose();
    throw error;
  }
}

function imageOfCase({ arrays, size }: Batch) {
  const { image } = arrays;
  if (!image || !isFloat(image)) throw new Error(`expected a float32 image to take windows of, but found ${image?.dtype ?? 'none'}`);
  if (size !== 1) throw new Error(`expected cases one at a time, for they may differ in size, but found ${size}`);
  return floatImage(image.data, image.shape.slice(1));
}

/** A network whose answer is known already. */
function answering(predictions: NamedTensors): Callable {
  return { inputNames: [], call: () => predictions, applyUpdates: () => undefined };
}
