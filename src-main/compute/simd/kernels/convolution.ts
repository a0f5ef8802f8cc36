import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { runFilter } from './filter-job.ts';
import { placeOf } from './forward.ts';
import { runForward } from './forward-job.ts';
import { forwardTaps, inputPhases, isPointwise, outputShape, volume } from './geometry.ts';
import type { Geometry } from './geometry.ts';
import { rowWeights, turnedWeights, zeroStart } from './panels.ts';
import type { Start } from './panels.ts';

/** y = x ∗ filter (+ bias), then ReLU if asked. x is [image, …spatial, channel]. */
export function convolve(backend: SimdBackend, x: TensorInfo, filter: TensorInfo, bias: TensorInfo | null, g: Geometry, relu: boolean): TensorInfo {
  const rank = x.shape.length - 2;
  const y = backend.output(outputShape(g, rank));
  if (volume(g.output) * g.images * g.outChannels === 0) return y.info;
  const { machine } = backend;
  const taps = forwardTaps(g);
  const address = { x: backend.address(x), filter: backend.address(filter) };
  using start = startValues(backend, bias, g.outChannels);
  const lines = isPointwise(g)
    ? { input: [1, 1, g.images * volume(g.output)] as const, output: [1, 1, g.images * volume(g.output)] as const, images: 1 }
    : { input: g.input, output: g.output, images: g.images };
  const pixel = g.outChannels * 4;
  runForward(machine, {
    x: address.x,
    y: y.address,
    weights: rowWeights(address.filter, volume(g.filter), g.inChannels, g.outChannels),
    start: start.address,
    input: lines.input,
    inChannels: g.inChannels,
    output: lines.output,
    images: lines.images,
    outChannels: g.outChannels,
    step: g.strides,
    taps,
    place: placeOf(lines.output, pixel),
    relu,
  });
  return y.info;
}

/**
 * The gradient with respect to x; also a transposed convolution, which may have
 * a bias and a ReLU. dy is [image, …output, outChannel] of the geometry.
 */
export function convolveInput(backend: SimdBackend, dy: TensorInfo, filter: TensorInfo, bias: TensorInfo | null, g: Geometry, relu: boolean): TensorInfo {
  const rank = dy.shape.length - 2;
  const dx = backend.output([g.images, ...g.input.slice(3 - rank), g.inChannels]);
  const { machine } = backend;
  const address = { dy: backend.address(dy), filter: backend.address(filter) };
  using start = startValues(backend, bias, g.inChannels);
  const whole = placeOf(g.input, g.inChannels * 4);
  for (const phase of inputPhases(g)) {
    runForward(machine, {
      x: address.dy,
      y: dx.address + phase.first[0] * whole.depth + phase.first[1] * whole.height + phase.first[2] * whole.width,
      weights: turnedWeights(address.filter, phase.taps, g.outChannels, g.inChannels),
      start: start.address,
      input: g.output,
      inChannels: g.outChannels,
      output: phase.size,
      images: g.images,
      outChannels: g.inChannels,
      step: [1, 1, 1],
      taps: phase.taps,
      place: {
        image: whole.image,
        depth: whole.depth * g.strides[0],
        height: whole.height * g.strides[1],
        width: whole.width * g.strides[2],
      },
      relu,
    });
  }
  return dx.info;
}

/** The gradient with respect to the filter: [...filter, inChannel, outChannel]. */
export function convolveFilter(backend: SimdBackend, x: TensorInfo, dy: TensorInfo, g: Geometry): TensorInfo {
  const rank = x.shape.length - 2;
  const out = backend.output([...g.filter.slice(3 - rank), g.inChannels, g.outChannels]);
  runFilter(backend.machine, backend.address(x), backend.address(dy), out.address, g);
  return out.info;
}

/** What the sums begin with: the bias, or zeros, as long as whole panels. */
function startValues(backend: SimdBackend, bias: TensorInfo | null, channels: number): Start {
  const start = zeroStart(backend.machine, channels);
  if (bias) start.values.set(backend.values(bias));
  return start;
}
