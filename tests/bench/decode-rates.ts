import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { decode } from '../../src-main/files/decode.ts';
import { placeOf } from '../../src-main/files/open-file.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';

/** How fast one kind of file is decoded. */
export interface DecodeRate {
  readonly format: string;
  readonly files: number;
  readonly imagesPerSecond: number;
  /** Of decoded values, 10^6 bytes. */
  readonly megabytesPerSecond: number;
  /** Images a second of sharp, and of nibabel, pydicom or Pillow, on the same files; null where it does not read them. */
  readonly sharp: number | null;
  readonly python: number | null;
  /** Which of Python's libraries that is. */
  readonly library: string | null;
}

/** How long each is measured; files are taken in turn until then. */
const SECONDS = 2;

/**
 * Files read and decoded per second, one core and one file after the other,
 * beside sharp and Python's libraries on the same files. All files are in the
 * system's cache.
 */
export async function decodeRates(python: string): Promise<readonly DecodeRate[]> {
  const rates: DecodeRate[] = [];
  for (const [format, files] of Object.entries(filesByFormat())) {
    const bySharp = await rateOf(files, async (path) => (await sharp(path).raw().toBuffer()).length).catch(() => null);
    const ours = await rateOf(files, async (path) => (await decode(readFileSync(path), placeOf(path))).data.byteLength);
    const theirs = byPython(python, files);
    rates.push({ format, files: files.length, imagesPerSecond: ours.images, megabytesPerSecond: ours.bytes / 1e6, sharp: bySharp?.images ?? null, python: theirs?.images ?? null, library: theirs?.library ?? null });
  }
  return rates;
}

/** The same files again and again, after each was read once. */
async function rateOf(files: readonly string[], read: (path: string) => Promise<number>): Promise<{ readonly images: number; readonly bytes: number }> {
  for (const path of files.slice(0, 50)) await read(path);
  const start = performance.now();
  let images = 0;
  let bytes = 0;
  for (;;) {
    for (const path of files) {
      bytes += await read(path);
      images++;
      const seconds = (performance.now() - start) / 1000;
      if (seconds >= SECONDS) return { images: images / seconds, bytes: bytes / seconds };
    }
  }
}

function byPython(python: string, files: readonly string[]): { readonly library: string; readonly images: number } | null {
  const { status, stdout } = spawnSync(python, [join(import.meta.dirname, 'decode.py'), String(SECONDS)], { input: files.join('\n'), encoding: 'utf8' });
  const [library = '', images] = stdout.trim().split(' ');
  return status === 0 && Number(images) > 0 ? { library, images: Number(images) } : null;
}

function filesByFormat(): Readonly<Record<string, readonly string[]>> {
  const folder = (name: Parameters<typeof realData>[0], inner: string): string => {
    const found = realData(name);
    if (found === null) throw new BadInput(NO_REAL_DATA);
    return join(found, inner);
  };
  const all = (path: string, pattern = /./): string[] => readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => pattern.test(name)).sort().map((name) => join(path, name));
  const formats = folder('formats', '');
  const pydicom = (name: string) => join(formats, 'pydicom/src/pydicom/data/test_files', name);
  const frames = (name: string) => join(formats, 'dicomparser/testImages/encapsulated/multi-frame', name);
  return {
    'PNG 28x28': all(folder('mnist-png', 'test'), /[.]png$/).slice(0, 1000),
    'PNG 256x256 RGBA': all(folder('nuclei', 'images'), /[.]png$/),
    'JPEG 64x64': all(folder('mednist', ''), /[.]jpe?g$/).slice(0, 1000),
    'NIfTI gzip 36x50x35': all(folder('hippocampus', 'imagesTr'), /[.]nii[.]gz$/),
    'NIfTI 91x109x91': [join(formats, 'nifti-reader/data/avg152T1_LR_nifti.nii')],
    'TIFF 512x512, 16 bits': [join(formats, 'stardist/stardist/data/images/img2d.tif')],
    'TIFF stack 31x61x57': [join(formats, 'stardist/stardist/data/images/img3d.tif')],
    'BMP 32x32': all(join(formats, 'pngsuite/bmp'), /[.]bmp$/),
    'DICOM plain 512x512': [join(formats, 'dicomparser/testImages/CT1_UNC.explicit_little_endian.dcm')],
    'DICOM RLE 2x512x512': [frames('CT0012.not_fragmented_bot_rle.dcm')],
    'DICOM JPEG-LS 2x512x512': [frames('CT0012.not_fragmented_bot_jpeg_ls.80.dcm')],
    'DICOM lossless JPEG 2x512x512': [frames('CT0012.fragmented_no_bot_jpeg_lossless.70.dcm')],
    'DICOM JPEG 2000 512x512': [pydicom('J2K_pixelrep_mismatch.dcm')],
    'DICOM deflated 512x512': [pydicom('image_dfl.dcm')],
  };
}
