import type { Size3, TapRun } from './geometry.ts';
import type { Weights } from './panels.ts';

/** Bytes between neighbours of a result along each axis. */
export interface Place {
  readonly image: number;
  readonly depth: number;
  readonly height: number;
  readonly width: number;
}

export function placeOf(size: Size3, pixelBytes: number): Place {
  const height = size[2] * pixelBytes;
  const depth = size[1] * height;
  return { image: size[0] * depth, depth, height, width: pixelBytes };
}

/** A convolution in its forward form: see assembly/convolution.ts. Addresses are bytes, shapes elements. */
export interface Forward {
  readonly x: number;
  readonly y: number;
  readonly weights: Weights;
  readonly start: number;
  readonly input: Size3;
  readonly inChannels: number;
  readonly output: Size3;
  readonly images: number;
  readonly outChannels: number;
  readonly step: Size3;
  readonly taps: readonly TapRun[];
  readonly place: Place;
  readonly relu: boolean;
}
