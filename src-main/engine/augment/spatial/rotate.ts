import { between } from '../../../../src-shared/lib/random.ts';
import { imageSize, moveSample } from '../../data/image.ts';
import type { Transform } from '../transform.ts';
import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { resampleLinear, resampleNearest } from './affine.ts';
import type { Affine } from './affine.ts';

/** Counter-clockwise as one looks at the picture. */
export interface RotateParameters {
  readonly degrees: number;
}

/** Turns about the centre by an angle drawn evenly from minus to plus `largest` degrees; the size stays. */
export function rotate(largest: number): Transform<RotateParameters> {
  return {
    name: 'rotate',
    draw: (_sample, random) => ({ degrees: between(-largest, largest, random) }),
    apply: (sample, { degrees }) =>
      moveSample(
        sample,
        (image) => resampleLinear(image, turned(degrees), sizeOf(image)),
        (labels) => resampleNearest(labels, turned(degrees), sizeOf(labels)),
      ),
    describe: ({ degrees }) => `rotate ${degrees.toFixed(1)}°`,
  };
}

/** Where to look for what stands at a place after the turn: the place turned back, clockwise. */
function turned(degrees: number): Affine {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return { downToDown: cos, rightToDown: sin, downToRight: -sin, rightToRight: cos };
}

function sizeOf(image: DenseArray): [number, number] {
  const { height, width } = imageSize(image);
  return [height, width];
}
