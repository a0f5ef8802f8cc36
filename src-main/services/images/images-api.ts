import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, relative, sep } from 'node:path';
import { parseImagePath } from '../../../src-shared/api/images.ts';
import type { EncodedImage, ImageRef, ImagesApi } from '../../../src-shared/api/images.ts';
import type { MaskRecord } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { maskCode } from '../../../src-shared/lib/mask-classes.ts';
import { findImage, listImageTags, listImages } from '../../store/images.request.ts';
import { findSample } from '../../store/samples.request.ts';
import { datasetDetail } from '../../store/datasets.request.ts';
import type { MaskWish } from '../../files/indexer-protocol.ts';
import type { Core } from '../core.ts';
import type { Predictions } from '../predictions/predictions.ts';
import { LimitedCache } from '../limited-cache.ts';
import { maskDrawer } from './draw-mask.ts';

/** Pictures that are kept to be given again: some 10,000 thumbnails. */
const CACHE_BYTES = 64 * 2 ** 20;

/** Longest sides in pixels. */
const THUMBNAIL_SIDE = 160;
const FULL_SIDE = 4096;

/** A file that a picture is made of, and what tells one version of it from the next. */
interface Source {
  readonly folder: string;
  readonly path: string;
  readonly version: string;
  readonly files?: readonly string[] | undefined;
  /** The mask to lay over it. */
  readonly mask: MaskWish | null;
}

export function imagesApi(core: Core, predictions: Pick<Predictions, 'allRows' | 'get'>): ImagesApi {
  const { store, indexer } = core;
  const drawMask = maskDrawer(core);
  const cache = new LimitedCache<EncodedImage>(CACHE_BYTES, { weigh: ({ bytes }) => bytes.byteLength });

  const maskWish = async (datasetId: string, { path }: MaskRecord): Promise<MaskWish> => {
    const { classes, layout } = await store.call(datasetDetail, { datasetId });
    return { path, values: maskCode(classes, layout?.names) };
  };

  const find = async (ref: ImageRef): Promise<Source> => {
    const missing = new BadInput('expected a picture that is there, but found none of that number', { help: 'It may belong to an index or a run that has been made anew: reload the list.' });
    if (ref.kind === 'logged') {
      const found = await store.call(findImage, ref);
      if (found === null) throw missing;
      return inRunFolder(found);
    }
    if (ref.kind === 'predicted') {
      const row = (await predictions.allRows(ref.predictionId))[ref.number];
      const file = row && (row.image?.picture ?? row.input);
      if (file === undefined) throw missing;
      return { folder: dirname(file), path: basename(file), version: file, mask: null };
    }
    const found = await store.call(findSample, ref);
    if (found === null) throw missing;
    const { folder, sample } = found;
    const { mask } = sample;
    const own = { folder, path: sample.path, files: sample.files, version: `${sample.sizeBytes} ${sample.modifiedMs}` };
    if (ref.kind !== 'overlay' || mask === null) return { ...own, mask: null };
    const wish = await maskWish(ref.datasetId, mask);
    return { ...own, version: `${own.version} ${mask.sizeBytes} ${mask.modifiedMs} ${wish.values.join()}`, mask: wish };
  };

  return {
    volume: async ({ datasetId, sampleId, what }) => {
      const found = await store.call(findSample, { datasetId, sampleId });
      if (found === null) throw new BadInput('expected a sample that is there, but found none of that number', { help: 'Its dataset may have been indexed anew: reload the list.' });
      const { folder, sample } = found;
      const { path, files, mask } = sample;
      if (what === 'mask' && mask === null) throw new BadInput(`expected a sample with a mask, but ${path} has none`);
      return indexer.volume({ folder, path, files, mask: what === 'mask' && mask ? await maskWish(datasetId, mask) : null });
    },
    predictedVolume: async ({ predictionId, number, what }) => {
      const row = (await predictions.allRows(predictionId))[number];
      if (!row) throw new BadInput('expected an image of a prediction, but found none of that number', { help: 'Reload the list.' });
      if (what === 'image') return indexer.inputVolume({ path: row.input, mask: null });
      const { classes, maskValues } = await predictions.get(predictionId);
      if (!row.image?.shape) throw new BadInput(`expected an image with a mask, but ${row.input} has none`);
      return indexer.inputVolume({ path: row.input, mask: { path: row.image.output, values: maskValues ?? classes.map((_, label) => label) } });
    },
    drawnMask: drawMask,
    list: (question) => store.call(listImages, question),
    tags: (question) => store.call(listImageTags, question),
    read: async ({ path }) => {
      const ref = parseImagePath(path);
      if (ref === null) throw new BadInput(`expected the path of a picture, but found ${path}`);
      const source = await find(ref);
      const key = `${path} ${source.version}`;
      const known = cache.get(key);
      if (known) return known;
      const format = ref.kind === 'thumbnail' ? 'webp' : 'png';
      const maxSide = ref.kind === 'thumbnail' ? THUMBNAIL_SIDE : FULL_SIDE;
      const bytes = await indexer.picture({ folder: source.folder, path: source.path, files: source.files, maxSide, format, mask: source.mask });
      const image: EncodedImage = { mediaType: `image/${format}`, bytes };
      cache.set(key, image);
      return image;
    },
  };
}

/** A run folder may come from other people: no link in it leads elsewhere. */
async function inRunFolder({ folder, file }: { readonly folder: string; readonly file: string }): Promise<Source> {
  const gone = (cause: unknown) => new BadInput(`expected the picture ${file} in ${folder}, but it is not there`, { cause });
  const root = await realpath(folder).catch((cause: unknown) => Promise.reject(gone(cause)));
  const target = await realpath(`${folder}/${file}`).catch((cause: unknown) => Promise.reject(gone(cause)));
  if (relative(root, target).split(sep)[0] === '..') throw new BadInput(`expected the picture ${file} inside of ${folder}, but a link leads out of it`);
  const { size, mtimeMs } = await stat(target);
  return { folder, path: file, version: `${size} ${mtimeMs}`, mask: null };
}
