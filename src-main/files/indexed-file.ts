import type { SampleRecord } from '../../src-shared/domain/sample.ts';

/** A row of the index before the store gives it an id: in a dataset, its path is its name. */
export type IndexedFile = Omit<SampleRecord, 'id'>;

/** Extensions of the images that are read, whatever their case. */
const IMAGE_NAME = /\.(png|jpe?g)$/i;

export function isImageName(path: string): boolean {
  return IMAGE_NAME.test(path);
}
