export type { IndexedFile } from '../../src-shared/domain/index-event.ts';

/** Extensions of the images that are read, whatever their case. */
const IMAGE_NAME = /\.(png|jpe?g|webp|bmp|tiff?|nii|nii\.gz|hdr|hdr\.gz|mha|mhd|nrrd|nhdr|npy|npz|dcm|dicom|ima)$/i;

export function isImageName(path: string): boolean {
  return IMAGE_NAME.test(path);
}

/** `brain.nii.gz` → `brain` */
export function withoutExtension(name: string): string {
  return name.replace(/(\.nii|\.img|\.hdr)?\.gz$|\.[^.]+$/i, '');
}
