import type { Sample } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { BatchArrays } from './batch.ts';
import { sizeOf } from './form.ts';

/** Writes a sample to its place in a batch. Arrays that the batch does not have are left out. */
export function writeSample(sample: Sample, place: number, arrays: BatchArrays): void {
  for (const name in arrays) {
    const target = arrays[name];
    const source = sample.arrays[name];
    if (!target) continue;
    if (!source) throw new BadInput(`expected an array named ${name} in ${sample.path}, but found ${Object.keys(sample.arrays).join(', ')}`);
    const [, ...shape] = target.shape;
    if (!sameShape(source.shape, shape)) {
      throw new BadInput(`expected ${name} of shape [${shape.join(', ')}] as in the first sample, but found [${source.shape.join(', ')}] in ${sample.path}`, {
        help: 'Add a resize step to prepare, and a channels step if some images have colour and others have not.',
      });
    }
    target.data.set(source.data, place * sizeOf(shape));
  }
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
