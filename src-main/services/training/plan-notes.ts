import type { Plan } from '../../../src-shared/api/training.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { SIDES } from '../../../src-shared/domain/sample.ts';
import type { ExperimentSpec, PrepareStep } from '../../../src-shared/schema/experiment.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { foregroundPatches } from '../../../src-shared/lib/foreground-patches.ts';
import { preparedShapes } from '../../../src-shared/lib/prepared-shapes.ts';
import type { SplitTable } from './split-tables.ts';

type Decided = Omit<Plan, 'notes'>;

/** Why things were decided as they were, and what looks odd, a sentence each. */
export function planNotes(spec: ExperimentSpec, plan: Decided, table: SplitTable): readonly string[] {
  return [...decisions(spec, plan, table), ...oddities(plan, table)];
}

function decisions(spec: ExperimentSpec, { spec: resolved, split }: Decided, table: SplitTable): string[] {
  const notes: string[] = [];
  if (spec.split.kind === 'auto') notes.push(splitNote(resolved.split.kind, table.sides, resolved));
  if (resolved.split.kind === 'k-fold') notes.push(foldNote(resolved, split.test.samples));
  if ((spec.split.kind === 'random' || (spec.split.kind === 'k-fold' && spec.split.file === null)) && table.sides.length > 0) notes.push(`The data name the ${named(table.sides)}, but the split is drawn from all of their images.`);
  if (spec.split.groupBy === 'auto' && resolved.split.groupBy === 'group') notes.push(`Images of one group stay on one side: ${count(table.groups)} groups are known.`);
  if (spec.loader.batchSize === 'auto') notes.push(`Batches of ${count(resolved.loader.batchSize)} ${resolved.loader.patch !== null ? 'patches' : table.dataset.shapes[0]?.shape.length === 4 ? 'volumes' : 'images'}.`);
  if (resolved.loader.patch !== null) notes.push(patchNote(resolved.loader.patch, resolved.loader.batchSize, split.train.samples));
  if (spec.prepare === 'auto') notes.push(`Prepared by ${resolved.prepare.map(inWords).join(', then ')}.`);
  if (spec.prepare !== 'auto' && !spec.prepare.some(({ kind }) => kind === 'range' || kind === 'z-score' || kind === 'ct')) {
    notes.push('Pixels keep the values of their files, such as 0 to 255: add a range or z-score step to prepare, unless that is meant.');
  }
  if (spec.training.select === null) notes.push(`The best checkpoint is chosen by ${resolved.training.select.metric}${split.val.samples === 0 ? ', because nothing is set aside for validation' : ''}.`);
  return notes;
}

function patchNote({ size, foreground }: NonNullable<Decided['spec']['loader']['patch']>, batchSize: number, trained: number): string {
  const { count, everyBatches } = foregroundPatches(batchSize, foreground);
  const held = Math.min(batchSize, trained);
  const batches = everyBatches === 1 ? 'each batch' : `every ${ordinal(everyBatches)} batch`;
  const around = count === 0 ? '' : `, ${Math.min(count, held)} of ${held} in ${batches} around a pixel that is not background`;
  return `Trains on patches of ${size.join(' × ')}${around}; validation and test take whole cases, by windows of that size.`;
}

/** 2nd, 3rd, 14th */
function ordinal(number: number): string {
  const ending = number % 100 > 10 && number % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}

function foldNote({ split }: Decided['spec'], tested: number): string {
  const named = split.file === null ? '' : `, as ${split.file} names them`;
  if (split.fold === null) return `${split.folds} folds${named}, each a run of its own: every image${split.file === null ? '' : ' that it names as val'} is tested on in one of them, and ${percent(split.validation)} of the others are drawn for validation.`;
  return `Fold ${split.fold} of ${split.folds}${named}: tested on ${count(tested)} images, and ${percent(split.validation)} of the others are drawn for validation.`;
}

function splitNote(kind: Decided['spec']['split']['kind'], sides: readonly Side[], { split }: Decided['spec']): string {
  if (kind === 'random') return `The data name no sides: ${percent(split.validation)} are drawn for validation and ${percent(split.test)} for testing, each of all.`;
  const drawn = [...(sides.includes('val') || split.validation === 0 ? [] : [`${percent(split.validation)} of the training images for validation`]), ...(sides.includes('test') || split.test === 0 ? [] : [`${percent(split.test)} for testing`])];
  return `The data name the ${named(sides)}${drawn.length === 0 ? '.' : `; drawn are ${drawn.join(' and ')}.`}`;
}

function named(sides: readonly Side[]): string {
  return `${SIDES.filter((side) => sides.includes(side)).join(' and ')} side${sides.length === 1 ? '' : 's'}`;
}

function inWords(step: PrepareStep): string {
  switch (step.kind) {
    case 'resize':
      return `bringing images to ${step.size.join(' × ')}`;
    case 'channels':
      return step.count === 1 ? 'making them grey' : 'giving them three channels';
    case 'range':
      return `scaling pixels to ${step.low}..${step.high}`;
    case 'z-score':
      return 'giving each image mean 0 and variance 1';
    case 'pad':
      return `putting them into the middle of ${step.size.join(' × ')}`;
    case 'orient':
      return `turning them to ${step.frame}`;
    case 'resample':
      return `bringing voxels to ${step.spacingMm.join(' × ')} mm`;
    case 'clip':
      return `clipping values to the percentiles ${step.percentiles.join(' and ')}`;
    case 'ct':
      return 'normalising by the foreground of the training images';
    default:
      return assertNever(step);
  }
}

/** Fewer, and validation on whole cases takes most of an epoch. */
const FEW_STEPS = 50;

function patchNotes({ spec, stepsPerEpoch }: Decided, { dataset, volumes }: SplitTable): string[] {
  const { patch, batchesPerEpoch } = spec.loader;
  if (patch === null) return [];
  const shapes = preparedShapes(dataset.shapes, volumes, spec.prepare);
  const takesWhole = shapes.length > 0 && shapes.every((shape) => patch.size.every((length, axis) => length >= (shape[axis] ?? 1)));
  return [
    ...(takesWhole ? [`No image is larger than a patch of ${patch.size.join(' × ')}: each is taken whole, with zeros around it where it is smaller.`] : []),
    ...(spec.augment.some(({ kind }) => kind === 'rotate') ? ['Patches are turned after they were cut out: their corners are filled with what lies at their rims.'] : []),
    ...(batchesPerEpoch === 'auto' && stepsPerEpoch < FEW_STEPS ? [`An epoch is a patch of each training image, ${count(stepsPerEpoch)} ${stepsPerEpoch === 1 ? 'step' : 'steps'}: set loader.batchesPerEpoch higher if validation takes most of the time; nnU-Net takes 250.`] : []),
  ];
}

function oddities(plan: Decided, table: SplitTable): string[] {
  const { spec, split, classes } = plan;
  const { dataset, usable, groups, maskValues } = table;
  const notes = patchNotes(plan, table);
  if (dataset.faults > 0) notes.push(`${count(dataset.faults)} ${dataset.faults === 1 ? 'file cannot be read and is' : 'files cannot be read and are'} left out.`);
  notes.push(...gridNotes(spec, dataset));
  const unlabelled = dataset.samples - usable;
  if (unlabelled > 0) notes.push(`${count(unlabelled)} images without a label are left out.`);
  if (dataset.duplicates > 0) notes.push(`${count(dataset.duplicates)} images stand in the data more than once; copies stay on one side.`);
  if (maskValues !== null && groups === 0 && spec.model.kind !== 'unet3d') notes.push('No groups are known, so that slices of one patient may stand on two sides: name folders or files by patients, as patient12/ or patient12_3.png, and index again.');
  if (spec.loader.batchSize > split.train.samples) notes.push(`A batch of ${count(spec.loader.batchSize)} is more than the ${count(split.train.samples)} training images: each epoch is one step on all of them.`);
  for (const side of SIDES) {
    const missing = split[side].samples === 0 ? [] : classes.filter((_, label) => split[side].byClass[label] === 0);
    if (missing.length > 0) notes.push(`No image of ${listOf(missing)} is on the ${SIDE_WORDS[side]} side.`);
  }
  const { byClass } = split.train;
  const [fewest, most] = [Math.min(...byClass), Math.max(...byClass)];
  if (fewest > 0 && most >= 10 * fewest) notes.push(`The largest class has ${Math.round(most / fewest)} times as many training images as the smallest: look at the accuracy of each class, not only at the whole.`);
  return notes;
}

/** Volumes that are not alike in the world, and are left so. */
function gridNotes({ prepare }: Decided['spec'], { grids }: SplitTable['dataset']): string[] {
  const orientations = [...new Set(grids.map(({ orientation }) => orientation))];
  const spacings = new Set(grids.map(({ spacingMm }) => spacingMm.join(' × ')));
  const has = (kind: PrepareStep['kind']) => prepare.some((step) => step.kind === kind);
  return [
    ...(orientations.length > 1 && !has('orient') ? [`Volumes lie in ${orientations.length} orientations (${listOf(orientations)}): add an orient step to prepare, or the network sees bodies from different sides.`] : []),
    ...(spacings.size > 1 && !has('resample') ? [`Voxels have ${spacings.size} sizes (${listOf([...spacings])} mm): add a resample step to prepare, or the network sees organs of different sizes.`] : []),
  ];
}

const SIDE_WORDS: Readonly<Record<Side, string>> = { train: 'training', val: 'validation', test: 'test' };

function listOf(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
