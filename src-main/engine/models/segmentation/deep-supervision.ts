import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as tf from '../../tf.ts';
import type { ClosureOptions, ClosureResult, Criterion, NamedTensors } from '../contract.ts';
import type { Margins } from '../layers/in-space.ts';
import type { NetworkInit } from '../layers-network.ts';
import { LayersNetwork } from '../layers-network.ts';
import { namedTensor } from '../named-tensor.ts';

/** Where the logits of a coarser level lie on the image: pixel i of theirs is seen at `offsets + factor · i`. */
export interface HeadPlace {
  readonly factor: number;
  readonly offsets: readonly number[];
  /** Pixels along each axis. */
  readonly sizes: readonly number[];
  /** What of the level lies beside the image. */
  readonly cropping: Margins;
}

export interface Head extends HeadPlace {
  /** The output of the network that gives them. */
  readonly output: string;
}

/**
 * The pixels of a level whose middle lies on an image that got margins.
 *
 * @param factor how many pixels of the image one of the level is wide.
 */
export function headPlace(sides: readonly number[], margins: Margins, factor: number): HeadPlace {
  const middle = Math.floor(factor / 2);
  const axes = sides.map((side, axis) => {
    const [before, after] = margins[axis] ?? [0, 0];
    const first = Math.max(0, Math.ceil((before - middle) / factor));
    const last = Math.floor((before + side - 1 - middle) / factor);
    const all = (before + side + after) / factor;
    return { offset: first * factor + middle - before, size: last - first + 1, cropping: [first, all - 1 - last] as const };
  });
  return { factor, offsets: axes.map(({ offset }) => offset), sizes: axes.map(({ size }) => size), cropping: axes.map(({ cropping }) => cropping) };
}

/**
 * A network whose coarser levels are taught too, each with the label of the
 * pixel in its middle and half the weight of the level above; the weights come
 * to 1, so that losses stay comparable. Only the finest level predicts.
 *
 * Lee, Xie, Gallagher, Zhang, Tu, "Deeply-supervised nets", AISTATS 2015;
 * weights as in nnU-Net: Isensee et al., Nature Methods 2021.
 */
export class DeeplySupervised extends LayersNetwork {
  readonly #heads: readonly Head[];

  /** @param heads from the finest of the coarser levels on; their outputs are the model's last. */
  constructor(model: LayersModel, init: NetworkInit, heads: readonly Head[]) {
    super(model, init, heads.length);
    this.#heads = heads;
  }

  override closure(data: NamedTensors, options: ClosureOptions): Promise<ClosureResult> {
    if (Object.keys(options.optimizers ?? {}).length === 0) return super.closure(data, options);
    const criterions = Object.fromEntries(Object.entries(options.criterions).map(([name, each]) => [name, supervised(each, this.#heads)]));
    return super.closure(data, { ...options, criterions });
  }
}

function supervised(criterion: Criterion, heads: readonly Head[]): Criterion {
  const weights = [1, ...heads.map(({ factor }) => 1 / factor)];
  const all = weights.reduce((a, b) => a + b, 0);
  return {
    weight: criterion.weight,
    loss: (predictions, data) => {
      const coarser = heads.map((head) => criterion.loss({ pred: namedTensor(predictions, head.output) }, { ...data, label: seenBy(head, namedTensor(data, 'label')) }));
      const losses = [criterion.loss(predictions, data), ...coarser];
      return tf.addN(losses.map((loss, i) => tf.mul(loss, (weights[i] as number) / all))) as tf.Scalar;
    },
  };
}

/** Labels [batch, …] at the pixels of a head. */
function seenBy({ factor, offsets, sizes }: HeadPlace, labels: tf.Tensor): tf.Tensor {
  const end = offsets.map((offset, axis) => offset + ((sizes[axis] ?? 1) - 1) * factor + 1);
  return tf.stridedSlice(labels, [0, ...offsets], [labels.shape[0] ?? 0, ...end], [1, ...offsets.map(() => factor)]);
}
