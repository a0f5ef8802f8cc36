/** Convolutions by their standard names against the plain kernels, and ours, dilated gradients too, against the sum that defines them. */
import { standardGeometry } from '../../../src-main/compute/simd/kernels/convolution-kernels.ts';
import { geometry, outputShape, volume } from '../../../src-main/compute/simd/kernels/geometry.ts';
import type { Geometry } from '../../../src-main/compute/simd/kernels/geometry.ts';
import * as reference from '../../../src-main/compute/simd/self-test/reference.ts';
import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import type { ConvolutionAttributes } from '../../../src-shared/domain/kernels.ts';
import { below, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { drawFinish, drawValues } from './draws.ts';
import { itAgrees } from './harness.ts';
import type { Agreement, KernelCall, Values } from './harness.ts';

export function convolutionLaws(cases: number): void {
  itAgrees('Conv2D', cases, { agreement: rounding, draw: (chance) => forward('Conv2D', drawStandard(2, chance), chance) });
  itAgrees('Conv3D', cases, { agreement: rounding, draw: (chance) => forward('Conv3D', drawStandard(3, chance), chance) });
  itAgrees('Conv2D of NaN and infinities', cases, { agreement: rounding, draw: (chance) => forward('Conv2D', drawStandard(2, chance), chance, 'not finite') });
  itAgrees('FusedConv2D', cases, { agreement: rounding, draw: drawFused });
  itAgrees('Conv2DBackpropInput', cases, { agreement: rounding, draw: (chance) => toInput('Conv2DBackpropInput', drawStandard(2, chance, false), chance) });
  itAgrees('Conv3DBackpropInputV2', cases, { agreement: rounding, draw: (chance) => toInput('Conv3DBackpropInputV2', drawStandard(3, chance, false), chance) });
  itAgrees('Conv2DBackpropFilter', cases, { agreement: rounding, draw: (chance) => toFilter('Conv2DBackpropFilter', drawStandard(2, chance, false), chance) });
  itAgrees('Conv3DBackpropFilterV2', cases, { agreement: rounding, draw: (chance) => toFilter('Conv3DBackpropFilterV2', drawStandard(3, chance, false), chance) });
  itAgrees('our convolution', cases, { agreement: rounding, draw: drawOurs, expected: expectedForward });
  itAgrees('our gradient to the input', cases, { agreement: rounding, draw: drawOurInput, expected: expectedInput });
  itAgrees('our gradient to the filter', cases, { agreement: rounding, draw: drawOurFilter, expected: expectedFilter });
  for (const [name, draw, expected] of [
    ['convolution', drawOurs, expectedForward],
    ['gradient to the input', drawOurInput, expectedInput],
    ['gradient to the filter', drawOurFilter, expectedFilter],
  ] as const) {
    itAgrees(`our ${name} of 3 x 3 taps and many channels`, cases, { agreement: rounding, draw: (chance) => draw(chance, drawSquare(chance)), expected });
  }
  itAgrees('Conv2D of 3 x 3 taps and many channels, of NaN and infinities', cases, { agreement: rounding, draw: drawSquareSpecial });
  itAgrees('our gradient to the filter of 3 x 3 taps and many channels, of NaN and infinities', cases, {
    agreement: rounding,
    draw: (chance) => drawOurFilter(chance, drawSquare(chance), 'not finite'),
    expected: expectedFilter,
  });
  itAgrees('our gradient to the filter, of NaN and infinities', cases, { agreement: rounding, draw: (chance) => drawOurFilter(chance, drawOurSizes(chance), 'not finite'), expected: expectedFilter });
}

interface Sizes {
  readonly x: readonly number[];
  /** [...spatial, channelIn, channelOut] */
  readonly filter: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

interface Standard extends Sizes {
  readonly attributes: object;
  readonly g: Geometry;
}

/** Products in a case: what the plain kernel does in some milliseconds. */
const MOST_PRODUCTS = 6e5;

function drawSizes(rank: 2 | 3, chance: Random, dilated: boolean): Sizes {
  const perAxis = (draw: (axis: number) => number) => Array.from({ length: rank }, (_, axis) => draw(axis));
  const channels = () => pick([1, 2, 3, 5, 8, 16, 17, 32, 1 + below(40, chance)], chance);
  const wide = below(4, chance) === 0;
  const pointwise = below(6, chance) === 0;
  const unit = below(2, chance) === 0;
  const inChannels = channels();
  return {
    x: [below(20, chance) === 0 ? 0 : 1 + below(3, chance), ...perAxis((axis) => 1 + below(axis === rank - 1 && wide ? 48 : rank === 2 ? 12 : 7, chance)), inChannels],
    filter: [...perAxis(() => (pointwise ? 1 : 1 + below(rank === 2 ? 4 : 3, chance))), inChannels, channels()],
    strides: perAxis(() => (unit ? 1 : 1 + below(3, chance))),
    dilations: perAxis(() => (dilated && below(3, chance) === 0 ? 1 + below(3, chance) : 1)),
  };
}

/** Whether a window fits the image and its padding on both sides together. */
function fits({ x, filter, dilations }: Sizes, padded: (axis: number) => number): boolean {
  return dilations.every((dilation, axis) => (x[axis + 1] as number) + padded(axis) >= dilation * ((filter[axis] as number) - 1) + 1);
}

function products(g: Geometry): number {
  return g.images * volume(g.output) * volume(g.filter) * g.inChannels * g.outChannels;
}

/** The plain gradients know no dilation. */
function drawStandard(rank: 2 | 3, chance: Random, dilated = true): Standard {
  for (;;) {
    const sizes = drawSizes(rank, chance, dilated);
    const pad = pick(rank === 2 ? (['same', 'valid', 0, 1, 2] as const) : (['same', 'valid'] as const), chance);
    const padded = pad === 'same' ? Infinity : pad === 'valid' ? 0 : 2 * pad;
    if (!fits(sizes, () => padded)) continue;
    // With a number TensorFlow.js computes the width from the window's height.
    if (typeof pad === 'number' && ![sizes.filter, sizes.strides, sizes.dilations].every(([height, width]) => height === width)) continue;
    const dataFormat = rank === 2 ? 'NHWC' : 'NDHWC';
    const attributes = { strides: sizes.strides, dilations: sizes.dilations, pad, dataFormat, ...(typeof pad === 'number' ? { dimRoundingMode: 'floor' as const } : {}) };
    const g = standardGeometry(sizes.x, sizes.filter, attributes);
    if (products(g) <= MOST_PRODUCTS) return { ...sizes, attributes, g };
  }
}

function forward(name: string, { x, filter, attributes }: Standard, chance: Random, special: 'not finite' | false = false): KernelCall {
  return { name, inputs: { x: drawValues(chance, x, 'float32', { scale: 1, special }), filter: drawValues(chance, filter, 'float32', { scale: 1 }) }, attributes };
}

function drawFused(chance: Random): KernelCall {
  const drawn = drawStandard(2, chance);
  const call = forward('FusedConv2D', drawn, chance);
  const { inputs, attributes } = drawFinish(drawn.filter.at(-1) as number, chance);
  return { ...call, inputs: { ...call.inputs, ...inputs }, attributes: { ...call.attributes, ...attributes } };
}

function toInput(name: string, { x, filter, attributes, g }: Standard, chance: Random): KernelCall {
  const dy = drawValues(chance, outputShape(g, x.length - 2), 'float32', { scale: 1, special: 'not finite' });
  return { name, inputs: { dy, filter: drawValues(chance, filter, 'float32', { scale: 1 }) }, attributes: { ...attributes, inputShape: x } };
}

function toFilter(name: string, { x, filter, attributes, g }: Standard, chance: Random): KernelCall {
  const dy = drawValues(chance, outputShape(g, x.length - 2), 'float32', { scale: 1, special: 'not finite' });
  return { name, inputs: { x: drawValues(chance, x, 'float32', { scale: 1 }), dy }, attributes: { ...attributes, filterShape: filter } };
}

interface OurSizes extends Sizes {
  readonly attributes: Omit<ConvolutionAttributes, 'activation'>;
  readonly g: Geometry;
}

/** What is computed after Winograd: sides even and odd, padding or none, few patches and many. */
function drawSquare(chance: Random): OurSizes {
  const channels = () => pick([20, 24, 32, 36, 48, 132], chance);
  const deep = below(3, chance) === 0;
  const planes = deep ? [1 + below(3, chance)] : [];
  const most = below(3, chance) === 0 ? 18 : 7;
  const [inChannels, outChannels] = [channels(), channels()];
  const x = [1 + below(2, chance), ...planes, 3 + below(most, chance), 3 + below(most, chance), inChannels];
  const filter = [...planes.map(() => 1 + below(3, chance)), 3, 3, inChannels, outChannels];
  const ones = filter.slice(0, -2).map(() => 1);
  const around = (): [number, number] => [below(3, chance), below(3, chance)];
  const attributes = { strides: ones, dilations: ones, padding: [...planes.map((): [number, number] => [1, 1]), around(), around()] };
  return { x, filter, strides: ones, dilations: ones, attributes, g: geometry(x, filter, attributes) };
}

function drawSquareSpecial(chance: Random): KernelCall {
  const channels = pick([32, 36], chance);
  const x = [1, 4 + below(5, chance), 4 + below(5, chance), channels];
  const inputs = { x: drawValues(chance, x, 'float32', { scale: 1, special: 'not finite' }), filter: drawValues(chance, [3, 3, channels, 32], 'float32', { scale: 1 }) };
  return { name: 'Conv2D', inputs, attributes: { strides: [1, 1], dilations: [1, 1], pad: pick(['same', 'valid'], chance), dataFormat: 'NHWC' } };
}

/** Any padding on either side, dilation in the gradients too. */
function drawOurSizes(chance: Random): OurSizes {
  for (;;) {
    const sizes = drawSizes(pick([2, 3] as const, chance), chance, true);
    const padding = sizes.strides.map((): [number, number] => [below(4, chance), below(4, chance)]);
    if (!fits(sizes, (axis) => (padding[axis]?.[0] ?? 0) + (padding[axis]?.[1] ?? 0))) continue;
    const attributes = { strides: sizes.strides, dilations: sizes.dilations, padding };
    const g = geometry(sizes.x, sizes.filter, attributes);
    if (products(g) <= MOST_PRODUCTS) return { ...sizes, attributes, g };
  }
}

function drawOurs(chance: Random, sizes = drawOurSizes(chance)): KernelCall {
  const { x, filter, attributes, g } = sizes;
  const bias = below(2, chance) === 0 ? { bias: drawValues(chance, [g.outChannels]) } : {};
  const inputs = { x: drawValues(chance, x, 'float32', { scale: 1 }), filter: drawValues(chance, filter, 'float32', { scale: 1 }), ...bias };
  return { name: KERNELS.convolution, inputs, attributes: { ...attributes, activation: pick(['none', 'relu'], chance) } };
}

function drawOurInput(chance: Random, sizes = drawOurSizes(chance)): KernelCall {
  const { x, filter, attributes, g } = sizes;
  const bias = below(2, chance) === 0 ? { bias: drawValues(chance, [g.inChannels]) } : {};
  const dy = drawValues(chance, outputShape(g, x.length - 2), 'float32', { scale: 1 });
  const inputs = { dy, filter: drawValues(chance, filter, 'float32', { scale: 1 }), ...bias };
  return { name: KERNELS.convolutionInput, inputs, attributes: { ...attributes, activation: pick(['none', 'relu'], chance), inputShape: x } };
}

function drawOurFilter(chance: Random, { x, filter, attributes, g } = drawOurSizes(chance), special: 'not finite' | false = false): KernelCall {
  const dy = drawValues(chance, outputShape(g, x.length - 2), 'float32', { scale: 1, special });
  return { name: KERNELS.convolutionFilter, inputs: { x: drawValues(chance, x, 'float32', { scale: 1, special }), dy }, attributes: { ...attributes, filterShape: filter } };
}

type Named = Readonly<Record<string, Values>>;
type Attributes = ConvolutionAttributes & { readonly inputShape: readonly number[]; readonly filterShape: readonly number[] };

function expectedForward(call: KernelCall): Values[] {
  const { x, filter, bias } = call.inputs as Named & { readonly x: Values; readonly filter: Values };
  const attributes = call.attributes as Attributes;
  const g = geometry(x.shape, filter.shape, attributes);
  const values = reference.convolution(x.values as Float32Array, filter.values as Float32Array, (bias?.values ?? null) as Float32Array | null, g, attributes.activation === 'relu');
  return [{ shape: outputShape(g, x.shape.length - 2), dtype: 'float32', values }];
}

function expectedInput(call: KernelCall): Values[] {
  const { dy, filter, bias } = call.inputs as Named & { readonly dy: Values; readonly filter: Values };
  const attributes = call.attributes as Attributes;
  const g = geometry(attributes.inputShape, filter.shape, attributes);
  const values = reference.convolutionInput(dy.values as Float32Array, filter.values as Float32Array, (bias?.values ?? null) as Float32Array | null, g, attributes.activation === 'relu');
  return [{ shape: attributes.inputShape, dtype: 'float32', values }];
}

function expectedFilter(call: KernelCall): Values[] {
  const { x, dy } = call.inputs as Named & { readonly x: Values; readonly dy: Values };
  const attributes = call.attributes as Attributes;
  const g = geometry(x.shape, attributes.filterShape, attributes);
  return [{ shape: attributes.filterShape, dtype: 'float32', values: reference.convolutionFilter(x.values as Float32Array, dy.values as Float32Array, g) }];
}

/** Sums of up to some thousand products of about 1 lose a few units of their sum of sizes. */
function rounding(call: KernelCall): Agreement {
  const sizes = Object.values(call.inputs as Named).map(({ values }) => values.length);
  return { relative: 1e-4, absolute: 2e-7 * Math.min(4000, Math.max(...sizes)) };
}
