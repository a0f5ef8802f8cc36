import type { Preview, PreviewTile } from '../../../src-shared/api/training.ts';
import type { ArrayReport } from '../../../src-shared/domain/picture.ts';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { random } from '../../../src-shared/lib/random.ts';
import type { TransformSpec } from '../../../src-shared/schema/experiment.ts';
import type { Picture } from '../../../src-shared/domain/picture.ts';
import { createAugment, createTransform } from '../../engine/augment/create.ts';
import type { UserCode } from '../../engine/user-code.ts';
import { customDataset, customLoad } from '../../engine/data/custom-dataset.ts';
import { classPicture } from '../../engine/data/class-picture.ts';
import { UnreadableSample } from '../../engine/data/dataset.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { imageOf } from '../../engine/data/image.ts';
import { preparedDataset } from '../../engine/data/prepared.ts';
import { toPicture } from '../../engine/data/to-picture.ts';
import { reportArrays } from '../../engine/loading/array-report.ts';
import { patchCutter } from '../../engine/loading/cut-patch.ts';
import { writeSample } from '../../engine/loading/collate.ts';
import { arraysIn, batchBytes, formOf } from '../../engine/loading/form.ts';
import { openDataset } from '../../files/open-dataset.ts';
import { encodePng } from '../../imaging/encode-png.ts';
import { loadSpecCode } from '../user-code/of-spec.ts';
import type { PreviewInput } from '../calls.ts';
import { withStatistics } from '../statistics.ts';

/** Two tiles of each sample, before and after augmentation, as the network would get them. */
export async function preview({ spec, folder, classes, maskValues, samples, draw, code: files }: PreviewInput): Promise<Preview> {
  const code = await loadSpecCode(spec, files ?? []);
  const began = performance.now();
  const load = spec.dataset.load === null ? null : customLoad(spec.dataset.load, code.loaded);
  const steps = await withStatistics(spec.prepare, { folder, maskValues: maskValues ?? null, files: spec.dataset.files, samples });
  const read = openDataset(folder, samples, maskValues, load, spec.dataset.files);
  const dataset = spec.dataset.code === null ? read : customDataset(spec.dataset.code, read, 'train', code.loaded);
  const prepared = await readAll(preparedDataset(dataset, steps), samples.length);
  const prepareMs = (performance.now() - began) / samples.length;
  if (prepared.length === 0) throw new BadInput(`expected an image to show among ${samples.length}, but none can be read`);
  const augment = createAugment(spec.augment, spec.seed, 'preview', code.loaded);
  const { patch, batchSize } = spec.loader;
  const cut = patch ? patchCutter(patch, batchSize, spec.seed) : (sample: Sample) => sample;
  const pairs = prepared.map(({ sample: whole, place }) => {
    const sample = cut(whole, draw, place);
    const drawn = augment.draw(sample, draw, place);
    return { label: samples[place]?.mask ? '' : (classes[samples[place]?.label ?? -1] ?? ''), before: sample, after: augment.apply(sample, drawn), words: augment.describe(drawn) };
  });
  return {
    tiles: pairs.flatMap(({ label, before, after, words }) => [toTile(before, label, ''), toTile(after, label, words)]),
    arrays: reportBatch(pairs.map(({ after }) => after), batchSize),
    prepareMs,
    transformMs: spec.augment.map((each) => timeOf(each, pairs.map(({ before }) => before), code.loaded)),
  };
}

/** Leaves out what cannot be read. */
async function readAll(dataset: Dataset, most: number): Promise<{ readonly sample: Sample; readonly place: number }[]> {
  const read: { sample: Sample; place: number }[] = [];
  for (let place = 0; place < Math.min(most, dataset.length); place++) {
    try {
      read.push({ sample: await dataset.read(place), place });
    } catch (error) {
      if (!(error instanceof UnreadableSample)) throw error;
    }
  }
  return read;
}

function toTile(sample: Sample, label: string, drawn: string): PreviewTile {
  return { path: sample.path, label, png: encodePng(pictureOf(sample)), drawn };
}

/** With its mask over it, if it has one: what moves the image must move the mask. */
function pictureOf(sample: Sample): Picture {
  const labels = sample.arrays['label'];
  return labels && labels.shape.length > 1 ? classPicture(imageOf(sample), labels.data) : toPicture(imageOf(sample));
}

/** What the network sees: of these samples, but with the shape of a whole batch. */
function reportBatch(samples: readonly Sample[], batchSize: number): ArrayReport[] {
  const [first] = samples;
  if (!first) return [];
  const form = formOf(first);
  const arrays = arraysIn(form, samples.length, new ArrayBuffer(batchBytes(form, samples.length)));
  samples.forEach((sample, place) => writeSample(sample, place, arrays));
  return reportArrays(arrays).map((report) => ({ ...report, shape: [batchSize, ...report.shape.slice(1)] }));
}

/** Milliseconds per sample that a transform takes when it is not left to chance whether it comes. */
function timeOf(spec: TransformSpec, samples: readonly Sample[], code: UserCode): number {
  const transform = createTransform(spec, code);
  const began = performance.now();
  samples.forEach((sample, place) => transform.apply(sample, transform.draw(sample, random(0, 'preview', 0, place))));
  return (performance.now() - began) / samples.length;
}
