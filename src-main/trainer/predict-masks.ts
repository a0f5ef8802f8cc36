import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PREDICTION_FILES } from '../../src-shared/domain/prediction.ts';
import type { PredictedImage } from '../../src-shared/domain/prediction.ts';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { Geometry } from '../../src-shared/domain/volume.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { UnreadableSample, reasonOf } from '../engine/data/dataset.ts';
import { predictMask } from '../engine/experiment/predict-mask.ts';
import { logitsOfNetworks } from '../engine/models/sliding-window.ts';
import type { MaskPlan } from '../engine/experiment/predict-mask.ts';
import type { Input } from '../files/find-inputs.ts';
import { withoutExtension } from '../files/indexed-file.ts';
import { maskFile, maskPicture } from '../files/predicted-mask.ts';
import { readInput } from '../files/read-input.ts';
import { writeAtomically } from '../threads/atomic-file.ts';
import type { PredictNews, Tell } from './calls.ts';
import { fitImages } from './fit-images.ts';
import type { Members } from './open-members.ts';

/** How often it is told how much of an image is done. */
const NEWS_MS = 250;

export interface MasksPlan {
  readonly output: string;
  readonly mirrorAxes: readonly number[];
  /** What stands for the classes in masks, by class number. */
  readonly values: readonly number[];
}

/** Predicts a mask of each image and writes it, with a picture to look at. */
export async function predictMasks(members: Members, inputs: readonly Input[], plan: MasksPlan, tell: Tell<PredictNews>): Promise<void> {
  const mask = maskPlanOf(members, plan.mirrorAxes);
  const names = freeNames(inputs);
  for (const [i, input] of inputs.entries()) {
    try {
      await tell({ kind: 'done', image: await predictOne(input, names[i] ?? '', mask, { ...plan, classes: members.classes }, tell) });
    } catch (error) {
      // Of this image only: what is wrong with the disk or with us ends them all.
      if (error instanceof UnreadableSample) await tell({ kind: 'failed', input: input.path, reason: reasonOf(error) });
      else if (error instanceof BadInput) await tell({ kind: 'failed', input: input.path, reason: error.message });
      else throw error;
    }
  }
}

/** @throws BadInput unless all runs prepare images alike: their windows must lie on one grid. */
export function maskPlanOf({ all, classes }: Pick<Members, 'all' | 'classes'>, mirrorAxes: readonly number[]): MaskPlan {
  const [{ run, inputShape }] = all;
  const other = all.find((each) => each.inputShape.join() !== inputShape.join() || JSON.stringify(each.run.spec.prepare) !== JSON.stringify(run.spec.prepare));
  if (other) {
    throw new BadInput(`expected runs that prepare images alike to average their masks, but "${run.name}" (${inputShape.join(' × ')}) and "${other.run.name}" (${other.inputShape.join(' × ')}) do not`, {
      help: 'Average the folds of one k-fold, or runs of one dataset and the same prepare.',
    });
  }
  return {
    logitsOf: logitsOfNetworks(all.map(({ network }) => network)),
    window: inputShape.slice(0, -1),
    channels: inputShape.at(-1) ?? 1,
    classes: classes.length,
    mirrorAxes,
    batchSize: run.spec.validation.batchSize,
    prepare: fitImages(run.spec.prepare, inputShape, true),
  };
}

async function predictOne(input: Input, name: string, mask: MaskPlan, { output, values, classes }: MasksPlan & { readonly classes: readonly string[] }, tell: Tell<PredictNews>): Promise<PredictedImage> {
  const read = await readInput(input);
  let toldMs = performance.now();
  const labels = await predictMask(read.image, mask, {
    onWindows: async (done, of) => {
      await setImmediate();
      if (performance.now() - toldMs < NEWS_MS) return;
      toldMs = performance.now();
      await tell({ kind: 'part', part: done / of });
    },
  });
  const { extension, bytes } = maskFile(labels, values, read, /\.nii$/i.test(input.path));
  const picture = write(join(output, PREDICTION_FILES.pictures, `${name}.png`), await maskPicture(read, labels));
  const file = write(join(output, PREDICTION_FILES.masks, `${name}${extension}`), bytes);
  const pixels = countOf(labels, classes);
  return { input: input.path, output: file, picture, class: null, probabilities: null, values: null, pixels, shape: labels.shape.slice(0, -1), millilitres: millilitresOf(pixels, read.image.geometry, labels.shape.length) };
}

/** Whole under its name, or not there. */
function write(path: string, bytes: Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeAtomically(path, bytes);
  return path;
}

function countOf({ data }: DenseArray, classes: readonly string[]): Readonly<Record<string, number>> {
  const counts = classes.map(() => 0);
  for (const label of data) counts[label] = (counts[label] ?? 0) + 1;
  return Object.fromEntries(classes.map((name, label) => [name, counts[label] ?? 0]));
}

/** Of volumes alone: the thickness of a picture is not known. */
function millilitresOf(pixels: Readonly<Record<string, number>>, geometry: Geometry | null, axes: number): Readonly<Record<string, number>> | null {
  if (geometry === null || axes !== 4) return null;
  const [dz, dy, dx] = geometry.spacingMm;
  return Object.fromEntries(Object.entries(pixels).map(([name, count]) => [name, (count * dz * dy * dx) / 1000]));
}

/** A name for each answer, its input's without the ending; one that is taken, also where a disk takes `A` and `a` for the same, gets a number. */
export function freeNames(inputs: readonly Pick<Input, 'name' | 'path' | 'slices'>[]): readonly string[] {
  const taken = new Set<string>();
  return inputs.map(({ name, slices }) => {
    const plain = slices ? name : join(dirname(name), withoutExtension(basename(name)));
    let free = plain;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${plain}-${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
