import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { below } from '../../../../src-shared/lib/random.ts';
import { channelsOf, emptyLike, imageOf, moveSample, spatialOf } from '../../data/image.ts';
import type { Transform } from '../transform.ts';

/** The axes that are flipped: of an image, 0 swaps top and bottom, 1 left and right; of a volume, 0 is z. */
export interface MirrorParameters {
  readonly axes: readonly number[];
}

/**
 * Flips along one or more of the axes, each selection of them equally likely.
 *
 * Never along none, so that the probability given to `sometimes` is the share
 * of images that are changed; with two axes and 0.75, all four orientations
 * come up equally often.
 */
export function mirror(axes: readonly number[]): Transform<MirrorParameters> {
  const distinct = [...new Set(axes)].sort((a, b) => a - b);
  return {
    name: 'mirror',
    draw: (sample, random) => {
      const spatialAxes = imageOf(sample).shape.length - 1;
      const odd = distinct.find((axis) => axis >= spatialAxes);
      if (odd !== undefined) throw new BadInput(`expected mirror axes below ${spatialAxes} for ${sample.path}, but found ${odd}`);
      const selection = 1 + below(2 ** distinct.length - 1, random);
      return { axes: distinct.filter((_, i) => (selection >> i) % 2 === 1) };
    },
    apply: (sample, parameters) => {
      const flip = (array: DenseArray) => flipped(array, parameters.axes);
      return moveSample(sample, flip, flip);
    },
    describe: ({ axes: chosen }) => (chosen.length === 0 ? '' : `mirror ${chosen.length === 1 ? 'axis' : 'axes'} ${chosen.join(', ')}`),
  };
}

function flipped(array: DenseArray, axes: readonly number[]): DenseArray {
  const lengths = spatialOf(array);
  // Two dimensions are a volume of one slice, whose axes begin one later.
  const later = 3 - lengths.length;
  const [depth = 1, height = 1, width = 1] = [...Array<number>(later).fill(1), ...lengths];
  const [upDepth, upHeight, upWidth] = [0, 1, 2].map((axis) => axes.includes(axis - later));
  const channels = channelsOf(array);
  const { data } = array;
  const result = emptyLike(data, data.length);
  let to = 0;
  for (let z = 0; z < depth; z++) {
    const slice = (upDepth ? depth - 1 - z : z) * height;
    for (let y = 0; y < height; y++) {
      const row = (slice + (upHeight ? height - 1 - y : y)) * width;
      for (let x = 0; x < width; x++) {
        const at = (row + (upWidth ? width - 1 - x : x)) * channels;
        for (let channel = 0; channel < channels; channel++) result[to++] = data[at + channel] as number;
      }
    }
  }
  return { ...array, data: result };
}
