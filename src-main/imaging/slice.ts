import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { MedicalImage } from '../../src-shared/domain/volume.ts';
import { emptyArray } from './stored-values.ts';

/** The image to show of a volume: the middle of its slices. */
export function middleSlice(image: MedicalImage): DenseArray {
  return sliceAt(image, Math.floor((image.shape[0] ?? 0) / 2));
}

/**
 * A slice of a volume along its first axis, turned so that columns run to the
 * patient's left and rows to the back or, of upright slices, to the feet, as
 * far as flipping can do it. An image is given back as it is.
 *
 * Three channels of eight bits are colours; of others only the first is kept.
 */
export function sliceAt(image: MedicalImage, place: number): DenseArray {
  if (image.shape.length !== 4) return image;
  const [, height, width, channels] = image.shape as readonly [number, number, number, number];
  const kept = channels === 3 && image.dtype === 'uint8' ? 3 : 1;
  const [flipRows, flipColumns] = flips(image);
  const data = emptyArray(image.dtype, height * width * kept);
  const first = place * height;
  for (let y = 0; y < height; y++) {
    const row = first + (flipRows ? height - 1 - y : y);
    for (let x = 0; x < width; x++) {
      const from = (row * width + (flipColumns ? width - 1 - x : x)) * channels;
      for (let c = 0; c < kept; c++) data[(y * width + x) * kept + c] = image.data[from + c] as number;
    }
  }
  return { data, shape: [height, width, kept], dtype: image.dtype };
}

/** Whether rows and columns of the array run against what is usual to see. */
function flips({ geometry }: MedicalImage): readonly [boolean, boolean] {
  if (geometry === null) return [false, false];
  const [, rows, columns] = geometry.direction;
  return [against(rows), against(columns)];
}

/** Left and back are where LPS grows; from the head to the feet is against it. */
function against(axis: readonly [number, number, number]): boolean {
  const steepest = axis.reduce((best, value, i) => (Math.abs(value) > Math.abs(axis[best] as number) ? i : best), 0);
  return steepest === 2 ? axis[2] > 0 : (axis[steepest] as number) < 0;
}

/** Values that are looked at for a window, evenly taken from all. */
const MAX_LOOKED_AT = 2 ** 16;

/**
 * The values that half a per cent lies below and above: a window that a few
 * bright voxels do not darken. Both ends where those are the same.
 */
export function percentileWindow({ data }: DenseArray): readonly [number, number] {
  const step = Math.max(1, Math.floor(data.length / MAX_LOOKED_AT));
  const values = new Float64Array(Math.ceil(data.length / step));
  let count = 0;
  for (let i = 0; i < data.length; i += step) {
    const value = data[i] as number;
    if (Number.isFinite(value)) values[count++] = value;
  }
  const sorted = values.subarray(0, count).sort();
  const at = (part: number): number => sorted[Math.round(part * (count - 1))] ?? 0;
  return at(0.995) > at(0.005) ? [at(0.005), at(0.995)] : [at(0), at(1)];
}
