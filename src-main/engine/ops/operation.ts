import * as tf from '../tf.ts';

/** What an operation gives forward, and how to go back. */
export interface Forward {
  readonly y: tf.Tensor;
  /** What `backward` will be given: inputs, outputs or something between. */
  readonly saved: readonly tf.Tensor[];
  /** Results beside y that carry no gradient, such as a batch's mean. */
  readonly aside?: readonly tf.Tensor[];
  /**
   * The gradients with respect to the inputs, in their order; null where none
   * is wanted. Runs in a tidy of its caller.
   */
  backward(dy: tf.Tensor, saved: readonly tf.Tensor[], wanted: readonly boolean[]): readonly (tf.Tensor | null)[];
}

/**
 * A function of tensors with its gradient, before it is put on any tape:
 * `differentiable` makes a TensorFlow.js op of it, and `models/plan` runs many
 * of them as one op and frees memory between them.
 */
export type Operation = (inputs: readonly tf.Tensor[]) => Forward;

/** Runs an operation so that `tf.grad` and its kin can differentiate it. */
export function differentiable(operation: Operation, inputs: readonly tf.Tensor[]): { readonly y: tf.Tensor; readonly aside: readonly tf.Tensor[] } {
  let kept: readonly tf.Tensor[] = [];
  const run = tf.customGrad((...given) => {
    const save = given[inputs.length] as tf.GradSaveFunc;
    const { y, saved, aside = [], backward } = operation(given.slice(0, inputs.length) as tf.Tensor[]);
    save([...saved]);
    kept = aside.map((each) => tf.keep(each));
    const wanted = inputs.map(() => true);
    return { value: y, gradFunc: (dy: tf.Tensor, held: tf.Tensor[]) => tf.tidy(() => backward(dy, held, wanted) as tf.Tensor[]) };
  });
  const y = run(...inputs);
  return { y, aside: kept.map(handOver) };
}

/** A kept tensor, handed to the scope of the caller. */
function handOver(kept: tf.Tensor): tf.Tensor {
  const handed = tf.clone(kept);
  kept.dispose();
  return handed;
}

/** The tensor at a place; an operation that was given too few is a mistake of ours. */
export function at(tensors: readonly tf.Tensor[], place: number): tf.Tensor {
  const tensor = tensors[place];
  if (tensor === undefined) throw new Error(`expected more than ${place} tensors, but found ${tensors.length}`);
  return tensor;
}
