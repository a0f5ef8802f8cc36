import { setImmediate } from 'node:timers/promises';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { errorOf } from '../../../src-shared/lib/class-colours.ts';
import type { SplitSample } from '../../../src-shared/schema/run-file.ts';
import { customLoad } from '../../engine/data/custom-dataset.ts';
import { rawImageOf } from '../../engine/data/image.ts';
import { predictMask } from '../../engine/experiment/predict-mask.ts';
import { openDataset } from '../../files/open-dataset.ts';
import { packView } from '../../files/packed-view.ts';
import { labelView } from '../../files/view-volume.ts';
import type { DrawnMask, MaskInput } from '../calls.ts';
import { openMembers } from '../open-members.ts';
import { maskPlanOf } from '../predict-masks.ts';
import { readRunWithPlaces } from '../read-run.ts';
import type { RunDefinition } from '../read-run.ts';
import { loadRunCode } from '../user-code/of-spec.ts';

/**
 * Draws the mask of one case anew: runs keep the scores of their cases, but no
 * masks, of which each epoch would have its own. Drawn as `predict` does it, on
 * the grid of the image.
 */
export async function drawMask({ folder, imagesFolder, checkpoint, path }: MaskInput): Promise<DrawnMask> {
  const definition = readRunWithPlaces(folder, imagesFolder);
  const { image, label } = await readCase(folder, definition, path);
  const members = await openMembers([folder], imagesFolder, checkpoint);
  try {
    const predicted = await predictMask(image, maskPlanOf(members, []), { onWindows: async () => setImmediate() });
    const errors = { ...predicted, data: Uint8Array.from(predicted.data, (found, i) => errorOf(label.data[i] ?? -1, found)) };
    return { mask: packView(labelView(predicted, image.geometry)), errors: packView(labelView(errors, image.geometry)) };
  } finally {
    members.dispose();
  }
}

async function readCase(folder: string, { run, split }: RunDefinition, path: string) {
  const sample = [split.val, split.test, split.train].flat().find((each) => each.path === path);
  if (!sample) throw new BadInput(`expected ${path} among the samples of "${run.name}", but found it on none of its sides`);
  if (run.spec.dataset.code !== null) throw new BadInput(`expected a run that reads its images as files, but the dataset of "${run.name}" is code of its own`, { help: 'The pictures that it logged are on its page, under Images.' });
  const data = await openCase(folder, run, sample);
  const read = await data.read(0);
  const label = read.arrays['label'];
  if (!label) throw new BadInput(`expected a mask of ${path}, but found none`);
  return { image: { ...rawImageOf(read), geometry: read.geometry ?? null }, label };
}

async function openCase(folder: string, run: RunDefinition['run'], sample: SplitSample) {
  const { load, files } = run.spec.dataset;
  const code = load === null ? null : await loadRunCode(folder, run);
  return openDataset(run.dataset.folder, [sample], run.maskValues ?? null, load !== null && code ? customLoad(load, code.loaded) : null, files);
}
