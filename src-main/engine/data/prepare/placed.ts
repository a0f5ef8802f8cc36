import type { Sample } from '../../../../src-shared/domain/sample.ts';
import type { Geometry } from '../../../../src-shared/domain/volume.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { rawImageOf, spatialOf } from '../image.ts';

/** Where a volume's voxels lie, for steps that cannot do without. */
export function placedGeometry(sample: Sample): Geometry {
  const lengths = spatialOf(rawImageOf(sample));
  if (lengths.length === 3 && sample.geometry) return sample.geometry;
  throw new BadInput(`prepare: expected a volume that says how large its voxels are and where they lie, but found ${lengths.join(' × ')} ${lengths.length === 3 ? 'voxels that do not say so' : 'pixels'} in ${sample.path}`, {
    help: 'Take orient and resample out of prepare, or leave this file out.',
  });
}
