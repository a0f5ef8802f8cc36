import * as tf from '../tf.ts';
import type { Callable, ClosureOptions, ClosureResult, NamedTensors, Optimizer } from './contract.ts';
import { namedTensor } from './named-tensor.ts';

/** Forward, losses, gradients and one update, then metrics of the predictions that the losses saw. */
export async function learn(network: Callable, optimizer: Optimizer, data: NamedTensors, options: ClosureOptions): Promise<ClosureResult> {
  let predictions: NamedTensors = {};
  let losses: NamedTensors = {};
  const variables = optimizer.parameters.map(({ variable }) => variable);
  const { value, grads } = tf.variableGrads(() => {
    predictions = kept(network.call(inputsOf(network, data), { training: true, step: options.step ?? 0 }));
    const { total, each } = sumLosses(predictions, data, options);
    losses = kept(each);
    return total;
  }, variables);
  tf.tidy(() => optimizer.update(variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable))));
  network.applyUpdates();
  const metrics = tf.tidy(() => metricsOf(predictions, data, options));
  tf.dispose(grads);
  return read('', { loss: value, ...losses }, metrics, predictions);
}

/** Forward as for inference, losses and metrics; nothing changes. */
export async function evaluate(network: Callable, data: NamedTensors, options: ClosureOptions): Promise<ClosureResult> {
  const { predictions, losses, metrics } = tf.tidy(() => {
    const predictions = network.call(inputsOf(network, data), { training: false });
    const { total, each } = sumLosses(predictions, data, options);
    return { predictions, losses: { loss: total, ...each }, metrics: metricsOf(predictions, data, options) };
  });
  return read('val_', losses, metrics, predictions);
}

function inputsOf(network: Callable, data: NamedTensors): NamedTensors {
  return Object.fromEntries(network.inputNames.map((name) => [name, namedTensor(data, name)]));
}

function sumLosses(predictions: NamedTensors, data: NamedTensors, { criterions }: ClosureOptions): { total: tf.Scalar; each: Record<string, tf.Scalar> } {
  if ('loss' in criterions) throw new Error('expected criterions under names of their own, but found one called "loss", which names their sum');
  const each = Object.fromEntries(Object.entries(criterions).map(([name, criterion]) => [name, criterion.loss(predictions, data)]));
  const parts = Object.entries(criterions).map(([name, { weight }]) => tf.mul(each[name] as tf.Scalar, weight));
  return { total: (parts.length > 0 ? tf.addN(parts) : tf.scalar(0)) as tf.Scalar, each };
}

function metricsOf(predictions: NamedTensors, data: NamedTensors, { metrics = {} }: ClosureOptions): Record<string, tf.Scalar> {
  return Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, metric.value(predictions, data)]));
}

/** Keeps what the gradient's own scope would free. */
function kept(tensors: NamedTensors): NamedTensors {
  for (const tensor of Object.values(tensors)) tf.keep(tensor);
  return tensors;
}

/** Reads all scalars at once and frees them. */
async function read(prefix: string, losses: NamedTensors, metrics: NamedTensors, predictions: NamedTensors): Promise<ClosureResult> {
  const scalars = [...Object.values(losses), ...Object.values(metrics)];
  const all = tf.tidy(() => tf.stack(scalars.map((scalar) => tf.cast(tf.reshape(scalar, []), 'float32'))));
  const values = await all.data();
  tf.dispose([all, ...scalars]);
  const named = (names: readonly string[], from: number) => Object.fromEntries(names.map((name, i) => [`${prefix}${name}`, values[from + i] as number]));
  const lossNames = Object.keys(losses);
  return { lossValues: named(lossNames, 0), metricValues: named(Object.keys(metrics), lossNames.length), predictions };
}
