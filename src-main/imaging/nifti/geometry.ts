import type { Affine, Geometry } from '../../../src-shared/domain/volume.ts';
import { affineOf, geometryOf } from '../geometry.ts';
import type { NiftiFields, NiftiVersion } from './fields.ts';

/** NIfTI-1, field `xyzt_units`: the length of a unit; 0 is unknown, and meant as mm by all who leave it so. */
const UNIT_MM: Readonly<Record<number, number>> = { 1: 1000, 3: 0.001 };

/** Where the voxels lie: by `sform` if its code is set, else by `qform`, else by their sizes alone. */
export function niftiGeometry(fields: NiftiFields, version: NiftiVersion): Geometry | null {
  const unitMm = UNIT_MM[fields.units & 7] ?? 1;
  if (version !== 'analyze' && fields.sformCode > 0) return geometryOf({ space: 'RAS', matrix: fields.srow }, unitMm);
  if (version !== 'analyze' && fields.qformCode > 0) return geometryOf(byQuaternion(fields), unitMm);
  return geometryOf(bySizes(fields), unitMm);
}

/** NIfTI-1, method 2: a rotation, with z flipped where `pixdim[0]` is negative. */
function byQuaternion({ quaternion, pixdim }: NiftiFields): Affine {
  const [b = 0, c = 0, d = 0, ...origin] = quaternion;
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const flip = (pixdim[0] ?? 1) < 0 ? -1 : 1;
  const x = [a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)];
  const y = [2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)];
  const z = [2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - c * c - b * b].map((value) => value * flip);
  return affineOf('RAS', origin, [x, y, z], pixdim.slice(1, 4));
}

/** Without a form, x is taken to grow to the left and the origin to be the middle, as nibabel and SPM do. */
function bySizes({ dim, pixdim }: NiftiFields): Affine {
  const sizes = [1, 2, 3].map((axis) => ((dim[0] ?? 0) >= axis ? (dim[axis] as number) : 1));
  const [dx = 0, dy = 0, dz = 0] = pixdim.slice(1, 4).map((size) => Math.abs(size) || 1);
  const steps = [-dx, dy, dz];
  const origin = steps.map((step, axis) => (-step * ((sizes[axis] as number) - 1)) / 2);
  return affineOf('RAS', origin, [[1, 0, 0], [0, 1, 0], [0, 0, 1]], steps);
}
