export type { IndexedFile } from '../../src-shared/domain/index-event.ts';

/** Extensions of the images that are read, whatever their case. */
const IMAGE_EXTENSIONS: ReadonlySet<string> = new Set(['png', 'jpg', 'jpeg', 'webp', 'bmp', 'tif', 'tiff', 'nii', 'hdr', 'mha', 'mhd', 'nrrd', 'nhdr', 'npy', 'npz', 'dcm', 'dicom', 'ima']);
const PACKED_IMAGE = /\.(nii|hdr)\.gz$/i;

/** That of the image asked for last, with its dot: the next one's as a rule. */
let lastEnding: string | null = null;

/** By the last extension: asked several times of each of a million names, of which a search through the whole would take seconds. */
export function isImageName(path: string): boolean {
  if (lastEnding !== null && path.endsWith(lastEnding)) return true;
  const dot = path.lastIndexOf('.');
  if (dot === -1) return false;
  const extension = path.slice(dot + 1).toLowerCase();
  if (IMAGE_EXTENSIONS.has(extension)) lastEnding = path.slice(dot);
  return IMAGE_EXTENSIONS.has(extension) || (extension === 'gz' && PACKED_IMAGE.test(path));
}

/** `brain.nii.gz` → `brain` */
export function withoutExtension(name: string): string {
  return name.replace(/(\.nii|\.img|\.hdr)?\.gz$|\.[^.]+$/i, '');
}
