export type { IndexedFile } from '../../src-shared/domain/index-event.ts';

/** Extensions of the images that are read, whatever their case. */
const IMAGE_NAME = /\.(png|jpe?g|nii|nii\.gz|hdr|hdr\.gz)$/i;

export function isImageName(path: string): boolean {
  return IMAGE_NAME.test(path);
}
