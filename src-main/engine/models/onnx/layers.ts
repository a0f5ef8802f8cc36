import type { LayerView } from '../plan/layer-view.ts';
import { isChannelLast, numberOf, numbersOf, paddingOf } from '../plan/layer-view.ts';
import type { OnnxGraph } from './graph.ts';

/** A layer to be written: its settings, and what comes in. */
export interface LayerToWrite {
  readonly graph: OnnxGraph;
  readonly view: LayerView;
  /** Names of what comes in, channels first. */
  readonly inputs: readonly string[];
  /** Without the batch, channels last as the layer has it. */
  readonly outputShape: readonly number[];
  /** The values of a weight of the layer; null where it has none. */
  readonly weight: (name: string) => { readonly values: Float32Array; readonly shape: readonly number[] } | null;
}

/** Writes a layer and gives the name of what comes out; null if its settings cannot be written. */
export type Writing = (layer: LayerToWrite) => string | null;

/** Layers by their class name in the standard format. */
export const WRITINGS: Readonly<Record<string, Writing>> = {
  Activation: ({ graph, view, inputs }) => activation(graph, String(view.config['activation']), first(inputs)),
  Add: joining('Add'),
  Average: joining('Mean'),
  Maximum: joining('Max'),
  Minimum: joining('Min'),
  Multiply: joining('Mul'),
  Subtract: joining('Sub'),
  AveragePooling2D: (layer) => pool('AveragePool', layer),
  AveragePooling3D: (layer) => pool('AveragePool', layer),
  BatchNormalization: batchNormalisation,
  Concatenate: concatenate,
  Conv2D: convolution,
  Conv2DTranspose: transposedConvolution,
  Conv3D: convolution,
  Conv3DTranspose: transposedConvolution,
  Cropping2D: cropping,
  Cropping3D: cropping,
  Dense: dense,
  DepthwiseConv2D: depthwise,
  Dropout: same,
  ELU: ({ graph, view, inputs }) => graph.node('Elu', inputs, { alpha: { float: numberOf(view, 'alpha') } }),
  Flatten: ({ graph, view, inputs }) => (view.config['dataFormat'] === 'channelsFirst' ? null : graph.node('Flatten', [channelsLast(graph, view, first(inputs))], { axis: 1 })),
  GaussianDropout: same,
  GaussianNoise: same,
  GlobalAveragePooling2D: (layer) => overAll('GlobalAveragePool', layer),
  GlobalAveragePooling3D: (layer) => overAll('GlobalAveragePool', layer),
  GlobalMaxPooling2D: (layer) => overAll('GlobalMaxPool', layer),
  GlobalMaxPooling3D: (layer) => overAll('GlobalMaxPool', layer),
  GroupNormalization: groupNormalisation,
  InstanceNormalization: instanceNormalisation,
  LeakyReLU: ({ graph, view, inputs }) => graph.node('LeakyRelu', inputs, { alpha: { float: numberOf(view, 'alpha') } }),
  LinearUpSampling: ({ graph, view, inputs }) => enlarge(graph, first(inputs), spatialLengths(view).map(() => 2), 'linear'),
  MaxPooling2D: (layer) => pool('MaxPool', layer),
  MaxPooling3D: (layer) => pool('MaxPool', layer),
  ReLU: rectifier,
  Reshape: reshape,
  Softmax: ({ graph, view, inputs }) => (isLastAxis(view) ? graph.node('Softmax', inputs, { axis: 1 }) : null),
  SpatialDropout1D: same,
  UpSampling2D: (layer) => upSampling(layer),
  UpSampling3D: (layer) => upSampling(layer),
  ZeroPadding2D: padding,
  ZeroPadding3D: padding,
};

function first(inputs: readonly string[]): string {
  const [only] = inputs;
  if (only === undefined) throw new Error('expected something to come into the layer');
  return only;
}

function same({ graph, inputs }: LayerToWrite): string {
  return graph.node('Identity', inputs);
}

/** tfjs-layers' activations by name; null for one that is not known. */
function activation(graph: OnnxGraph, name: string, input: string): string | null {
  switch (name) {
    case 'linear':
      return graph.node('Identity', [input]);
    case 'relu':
      return graph.node('Relu', [input]);
    case 'relu6':
      return graph.node('Clip', [input, graph.floats(Float32Array.of(0), []), graph.floats(Float32Array.of(6), [])]);
    case 'sigmoid':
      return graph.node('Sigmoid', [input]);
    case 'tanh':
      return graph.node('Tanh', [input]);
    case 'softmax':
      return graph.node('Softmax', [input], { axis: 1 });
    case 'elu':
      return graph.node('Elu', [input]);
    case 'selu':
      return graph.node('Selu', [input]);
    case 'softplus':
      return graph.node('Softplus', [input]);
    case 'softsign':
      return graph.node('Softsign', [input]);
    case 'swish':
      return graph.node('Mul', [input, graph.node('Sigmoid', [input])]);
    default:
      return null;
  }
}

/** With the activation that the layer has built in. */
function activated({ graph, view }: LayerToWrite, value: string): string | null {
  const name = view.config['activation'] ?? 'linear';
  return name === 'linear' || name === null ? value : activation(graph, String(name), value);
}

function rectifier({ graph, view, inputs }: LayerToWrite): string {
  const most = view.config['maxValue'];
  if (typeof most !== 'number') return graph.node('Relu', inputs);
  return graph.node('Clip', [first(inputs), graph.floats(Float32Array.of(0), []), graph.floats(Float32Array.of(most), [])]);
}

/** Of arrays of one shape. */
function joining(kind: string): Writing {
  return ({ graph, view, inputs }) => {
    if (!view.inputShapes.every((shape) => shape.join() === view.inputShapes[0]?.join())) return null;
    if (['Mean', 'Max', 'Min'].includes(kind)) return graph.node(kind, inputs);
    return inputs.slice(1).reduce((sum, input) => graph.node(kind, [sum, input]), first(inputs));
  };
}

function concatenate({ graph, view, inputs }: LayerToWrite): string | null {
  return isLastAxis(view) ? graph.node('Concat', inputs, { axis: 1 }) : null;
}

function isLastAxis(view: LayerView): boolean {
  const axis = view.config['axis'] ?? -1;
  return axis === -1 || axis === (view.inputShapes[0]?.length ?? 0) - 1;
}

/** Kernel [spatial …, in, out] → [out, in, spatial …]. */
function convolution(layer: LayerToWrite): string | null {
  const { graph, view, inputs, weight } = layer;
  const kernel = weight('kernel');
  const margins = marginsOf(layer);
  if (!kernel || !margins || !isChannelLast(view)) return null;
  const axes = kernel.shape.length - 2;
  const turned = transposed(kernel.values, kernel.shape, [axes + 1, axes, ...range(axes)]);
  const bias = weight('bias');
  const names = [first(inputs), graph.floats(turned.values, turned.shape), ...(bias ? [graph.floats(bias.values, bias.shape)] : [])];
  return activated(layer, graph.node('Conv', names, { strides: numbersOf(view, 'strides'), dilations: dilationOf(view, axes), pads: margins }));
}

/** Kernel [height, width, in, multiplier] → [in · multiplier, 1, height, width]: each input channel has filters of its own. */
function depthwise(layer: LayerToWrite): string | null {
  const { graph, view, inputs, weight } = layer;
  const kernel = weight('depthwise_kernel');
  const margins = marginsOf(layer);
  if (!kernel || !margins || !isChannelLast(view)) return null;
  const [height = 1, width = 1, channels = 1, multiplier = 1] = kernel.shape;
  const turned = transposed(kernel.values, kernel.shape, [2, 3, 0, 1]);
  const bias = weight('bias');
  const names = [first(inputs), graph.floats(turned.values, [channels * multiplier, 1, height, width]), ...(bias ? [graph.floats(bias.values, bias.shape)] : [])];
  return activated(layer, graph.node('Conv', names, { group: channels, strides: numbersOf(view, 'strides'), dilations: dilationOf(view, 2), pads: margins }));
}

/** Kernel [spatial …, out, in] → [in, out, spatial …]. */
function transposedConvolution(layer: LayerToWrite): string | null {
  const { graph, view, inputs, weight } = layer;
  const kernel = weight('kernel');
  const kind = paddingOf(view);
  if (!kernel || !kind || !isChannelLast(view)) return null;
  const axes = kernel.shape.length - 2;
  const strides = numbersOf(view, 'strides');
  const size = kernel.shape.slice(0, axes);
  const turned = transposed(kernel.values, kernel.shape, [axes + 1, axes, ...range(axes)]);
  // What is too much of (n − 1) · stride + size is cut off both ends for `same`; where a kernel is narrower than its stride, places between stay empty.
  const excess = size.map((length, axis) => (kind === 'same' ? Math.max(0, length - (strides[axis] ?? 1)) : 0));
  const missing = size.map((length, axis) => Math.max(0, (strides[axis] ?? 1) - length));
  const pads = [...excess.map((each) => Math.floor(each / 2)), ...excess.map((each) => Math.ceil(each / 2))];
  const bias = weight('bias');
  const names = [first(inputs), graph.floats(turned.values, turned.shape), ...(bias ? [graph.floats(bias.values, bias.shape)] : [])];
  return activated(layer, graph.node('ConvTranspose', names, { strides, pads, output_padding: missing }));
}

function dense(layer: LayerToWrite): string | null {
  const { graph, view, inputs, weight } = layer;
  const kernel = weight('kernel');
  if (!kernel || view.inputShapes[0]?.length !== 2) return null;
  const bias = weight('bias');
  const names = [first(inputs), graph.floats(kernel.values, kernel.shape), ...(bias ? [graph.floats(bias.values, bias.shape)] : [])];
  return activated(layer, graph.node('Gemm', names));
}

function pool(kind: 'MaxPool' | 'AveragePool', layer: LayerToWrite): string | null {
  const { graph, view, inputs } = layer;
  const margins = marginsOf(layer);
  if (!margins || !isChannelLast(view)) return null;
  return graph.node(kind, inputs, { kernel_shape: numbersOf(view, 'poolSize'), strides: numbersOf(view, 'strides'), pads: margins });
}

function overAll(kind: string, { graph, inputs }: LayerToWrite): string {
  return graph.node('Flatten', [graph.node(kind, inputs)], { axis: 1 });
}

function batchNormalisation({ graph, view, inputs, weight, outputShape }: LayerToWrite): string | null {
  const [mean, variance] = [weight('moving_mean'), weight('moving_variance')];
  if (!mean || !variance || !isLastAxis(view)) return null;
  const channels = outputShape.at(-1) ?? 1;
  const [scale, shift] = affineOf(weight, channels);
  const names = [scale, shift, mean.values, variance.values].map((values) => graph.floats(values, [channels]));
  return graph.node('BatchNormalization', [first(inputs), ...names], { epsilon: { float: numberOf(view, 'epsilon') } });
}

function instanceNormalisation({ graph, view, inputs, weight, outputShape }: LayerToWrite): string | null {
  const channels = outputShape.at(-1) ?? 1;
  const names = affineOf(weight, channels).map((values) => graph.floats(values, [channels]));
  return graph.node('InstanceNormalization', [first(inputs), ...names], { epsilon: { float: numberOf(view, 'epsilon') } });
}

/** Opset 17 has none: groups as the channels of an instance normalisation, then scale and shift. */
function groupNormalisation({ graph, view, inputs, weight, outputShape }: LayerToWrite): string | null {
  const channels = outputShape.at(-1) ?? 1;
  const groups = numberOf(view, 'groups');
  const ones = graph.floats(new Float32Array(groups).fill(1), [groups]);
  const zeros = graph.floats(new Float32Array(groups), [groups]);
  const grouped = graph.node('Reshape', [first(inputs), graph.ints([0, groups, -1])]);
  const normal = graph.node('InstanceNormalization', [grouped, ones, zeros], { epsilon: { float: numberOf(view, 'epsilon') } });
  const back = graph.node('Reshape', [normal, graph.ints([-1, channels, ...outputShape.slice(0, -1)])]);
  const [scale, shift] = affineOf(weight, channels).map((values) => graph.floats(values, [1, channels, ...outputShape.slice(0, -1).map(() => 1)])) as [string, string];
  return graph.node('Add', [graph.node('Mul', [back, scale]), shift]);
}

/** Scale and shift of each channel: 1 and 0 where the layer has none. */
function affineOf(weight: LayerToWrite['weight'], channels: number): readonly [Float32Array, Float32Array] {
  return [weight('gamma')?.values ?? new Float32Array(channels).fill(1), weight('beta')?.values ?? new Float32Array(channels)];
}

function padding({ graph, view, inputs }: LayerToWrite): string | null {
  const margins = view.config['padding'] as readonly (readonly [number, number])[];
  if (!isChannelLast(view)) return null;
  const pads = [0, 0, ...margins.map(([before]) => before), 0, 0, ...margins.map(([, after]) => after)];
  return graph.node('Pad', [first(inputs), graph.ints(pads)]);
}

function cropping({ graph, view, inputs }: LayerToWrite): string | null {
  const margins = view.config['cropping'] as readonly (readonly [number, number])[];
  if (!isChannelLast(view)) return null;
  const lengths = spatialLengths(view);
  const ends = margins.map(([, after], axis) => (lengths[axis] ?? 0) - after);
  return graph.node('Slice', [first(inputs), graph.ints(margins.map(([before]) => before)), graph.ints(ends), graph.ints(margins.map((_, axis) => axis + 2))]);
}

function upSampling({ graph, view, inputs }: LayerToWrite): string | null {
  const kind = view.config['interpolation'] ?? 'nearest';
  // Keras's own bilinear way places pixels as ONNX's `asymmetric` does.
  if (!isChannelLast(view) || (kind !== 'nearest' && kind !== 'bilinear')) return null;
  return enlarge(graph, first(inputs), numbersOf(view, 'size'), kind === 'nearest' ? 'nearest' : 'asymmetric');
}

/** By whole factors: repeated, linear with half-pixel centres as in PyTorch, or linear from the first pixel on. */
function enlarge(graph: OnnxGraph, input: string, factors: readonly number[], method: 'nearest' | 'linear' | 'asymmetric'): string {
  const scales = graph.floats(Float32Array.from([1, 1, ...factors]), [factors.length + 2]);
  const attributes = {
    mode: method === 'nearest' ? 'nearest' : 'linear',
    coordinate_transformation_mode: method === 'linear' ? 'half_pixel' : 'asymmetric',
    ...(method === 'nearest' ? { nearest_mode: 'floor' } : {}),
  };
  return graph.node('Resize', [input, '', scales], attributes);
}

function reshape({ graph, view, inputs, outputShape }: LayerToWrite): string {
  const flat = graph.node('Reshape', [channelsLast(graph, view, first(inputs)), graph.ints([-1, ...outputShape])]);
  return outputShape.length < 2 ? flat : graph.node('Transpose', [flat], { perm: [0, outputShape.length, ...range(outputShape.length - 1).map((axis) => axis + 1)] });
}

/** What comes in with its channels last, as the layer would see it. */
function channelsLast(graph: OnnxGraph, view: LayerView, input: string): string {
  const rank = view.inputShapes[0]?.length ?? 0;
  return rank <= 2 ? input : graph.node('Transpose', [input], { perm: [0, ...range(rank - 2).map((axis) => axis + 2), 1] });
}

/** Zeros before all axes, then behind: of `same` as TensorFlow lays them, the odd one at the end. */
function marginsOf({ view, weight }: LayerToWrite): readonly number[] | null {
  const kind = paddingOf(view);
  if (kind === null) return null;
  const lengths = spatialLengths(view);
  if (kind === 'valid') return lengths.flatMap(() => [0, 0]);
  const size = weight('kernel')?.shape ?? weight('depthwise_kernel')?.shape ?? numbersOf(view, 'poolSize');
  const strides = numbersOf(view, 'strides');
  const dilation = dilationOf(view, lengths.length);
  const missing = lengths.map((length, axis) => {
    const stride = strides[axis] ?? 1;
    const reach = ((size[axis] ?? 1) - 1) * (dilation[axis] ?? 1) + 1;
    return Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach - length);
  });
  return [...missing.map((each) => Math.floor(each / 2)), ...missing.map((each) => Math.ceil(each / 2))];
}

function dilationOf({ config }: LayerView, axes: number): readonly number[] {
  const { dilationRate = 1 } = config;
  return Array.isArray(dilationRate) ? (dilationRate as number[]) : Array.from({ length: axes }, () => dilationRate as number);
}

/** The lengths of an image or a volume that comes in, which are known. */
function spatialLengths({ inputShapes }: LayerView): readonly number[] {
  return (inputShapes[0] ?? []).slice(1, -1).map((length) => length ?? 0);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** An array with its axes in another order. */
export function transposed(values: Float32Array, shape: readonly number[], order: readonly number[]): { readonly values: Float32Array; readonly shape: readonly number[] } {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const turned = order.map((axis) => shape[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 1);
  const result = new Float32Array(values.length);
  const place = turned.map(() => 0);
  for (let to = 0, from = 0; to < result.length; to++) {
    result[to] = values[from] as number;
    for (let axis = turned.length - 1; axis >= 0; axis--) {
      from += steps[axis] as number;
      place[axis] = (place[axis] as number) + 1;
      if ((place[axis] as number) < (turned[axis] as number)) break;
      from -= (turned[axis] as number) * (steps[axis] as number);
      place[axis] = 0;
    }
  }
  return { values: result, shape: turned };
}
