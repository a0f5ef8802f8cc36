import type { Plan } from '../../../src-shared/api/training.ts';
import { SIDES } from '../../../src-shared/domain/sample.ts';
import { isBalanced } from '../../../src-shared/lib/epoch-size.ts';
import { nearest } from '../../../src-shared/lib/nearest.ts';
import { smallestImage } from '../../../src-shared/lib/smallest-image.ts';
import type { ExperimentSpec } from '../../../src-shared/schema/experiment.ts';
import type { Problem } from '../../../src-shared/schema/parse.ts';
import { preparedShapes } from './prepared-shapes.ts';
import type { SplitTable } from './split-tables.ts';

/** Why a spec that is well formed cannot be trained on its dataset: each with the path of the field to change. */
export function planProblems(spec: ExperimentSpec, plan: Omit<Plan, 'notes'>, table: SplitTable): readonly Problem[] {
  return [...layoutProblems(spec, table), ...splitProblems(plan), ...samplerProblems(plan), ...prepareProblems(plan, table), ...augmentProblems(plan), ...selectProblems(plan)];
}

/** A spec cannot change how a dataset is read: two runs would take its images for different classes. */
function layoutProblems({ dataset: { layout, manifest } }: ExperimentSpec, { dataset }: SplitTable): Problem[] {
  const found = dataset.layout;
  if (found === null) return [];
  if (layout !== 'auto' && layout !== found.layout) {
    return [{ path: 'dataset.layout', message: `expected ${found.layout}, as "${dataset.name}" is indexed, but found ${layout}: change the layout of the dataset, or leave it at auto` }];
  }
  if (manifest === null || manifest === found.manifest) return [];
  return [{ path: 'dataset.manifest', message: `expected ${found.manifest ?? 'none'}, as "${dataset.name}" is indexed, but found ${manifest}: change the manifest of the dataset, or leave it empty` }];
}

function splitProblems({ classes, split, spec, stepsPerEpoch }: Omit<Plan, 'notes'>): Problem[] {
  if (classes.length < 2) return [{ path: 'dataset.folder', message: `expected images of at least two classes, but found ${classes.length === 0 ? 'none' : `only ${classes.join()}`}` }];
  const { train, val, test } = split;
  if (spec.split.kind === 'k-fold' && spec.split.fold > spec.split.folds) {
    return [{ path: 'split.fold', message: `expected a fold from 1 to ${spec.split.folds}, but found ${spec.split.fold}` }];
  }
  if (spec.split.kind === 'k-fold' && test.samples === 0) {
    return [{ path: 'split.folds', message: `expected images or groups for each of ${spec.split.folds} folds, but fold ${spec.split.fold} has none: take fewer folds` }];
  }
  if (train.samples === 0) {
    return [{ path: 'split', message: `expected images to train on, but found ${val.samples} to validate and ${test.samples} to test: lower their shares, or choose a random split` }];
  }
  if (stepsPerEpoch > 0) return [];
  return [{ path: 'loader.batchSize', message: `expected at most ${train.samples}, the images to train on, but found ${spec.loader.batchSize}: with the last batch dropped none is left` }];
}

function samplerProblems({ spec: { loader }, classes, split }: Omit<Plan, 'notes'>): Problem[] {
  const { sampler, batchSize } = loader;
  const present = split.train.byClass.filter((count) => count > 0).length;
  if (isBalanced(sampler) && batchSize < present) {
    return [{ path: 'loader.batchSize', message: `expected at least ${present}, one image of each class, for a ${sampler.kind} sampler, but found ${batchSize}: raise it, or choose weighted-prevalence` }];
  }
  if (sampler.kind !== 'weighted') return [];
  const path = 'loader.sampler.weights';
  if (sampler.weights.length !== classes.length) {
    return [{ path, message: `expected ${classes.length} numbers, one for each of ${classes.join(', ')}, but found ${sampler.weights.length}` }];
  }
  const drawn = sampler.weights.some((weight, i) => weight > 0 && (split.train.byClass[i] ?? 0) > 0);
  return drawn ? [] : [{ path, message: 'expected a weight above 0 for a class that has images to train on, but found none' }];
}

function prepareProblems({ spec }: Omit<Plan, 'notes'>, { dataset }: SplitTable): Problem[] {
  const shapes = preparedShapes(dataset, spec.prepare);
  const [first = []] = shapes;
  if (shapes.length > 1) {
    const shown = shapes.slice(0, 3).map((shape) => shape.join(' × ')).join(', ');
    return [{ path: 'prepare', message: `expected images of one shape, but found ${shapes.length} (${shown}${shapes.length > 3 ? ', …' : ''}): add a resize step, and a channels step if some have colour` }];
  }
  return [...rangeProblems(spec), ...sizeProblems(spec, first)];
}

/** After a z-score the span of the file's type is gone. */
function rangeProblems({ prepare }: Plan['spec']): Problem[] {
  const scored = prepare.findIndex(({ kind }) => kind === 'z-score');
  if (scored === -1) return [];
  const place = prepare.findIndex((step, i) => i > scored && step.kind === 'range' && step.from === 'type');
  return place === -1 ? [] : [{ path: `prepare[${place}].from`, message: 'expected image after a z-score, but found type: put range before it, or set from to image' }];
}

function sizeProblems({ model }: Plan['spec'], [height = 0, width = 0]: readonly number[]): Problem[] {
  const smallest = smallestImage(model);
  if (height >= smallest && width >= smallest) return [];
  const path = model.kind === 'cnn' ? 'model.filters' : 'model';
  return [{ path, message: `expected images of at least ${smallest} × ${smallest} pixels for this network, but found ${height} × ${width}: resize them, or take out a convolution` }];
}

/** Images have two axes beside their channels. */
function augmentProblems({ spec }: Omit<Plan, 'notes'>): Problem[] {
  return spec.augment.flatMap((transform, i) => {
    if (transform.kind !== 'mirror') return [];
    return transform.axes.flatMap((axis, k) => (axis < 2 ? [] : [{ path: `augment[${i}].axes[${k}]`, message: `expected 0 or 1 for images, but found ${axis}` }]));
  });
}

function selectProblems({ spec, split }: Omit<Plan, 'notes'>): Problem[] {
  const { select, metrics } = spec.training;
  const path = 'training.select.metric';
  const names = ['loss', ...metrics.map(({ kind }) => kind)];
  const known = SIDES.filter((side) => side !== 'test').flatMap((side) => names.map((name) => `${side}_${name}`));
  if (!known.includes(select.metric)) {
    const near = nearest(select.metric, known);
    return [{ path, message: `expected one of ${known.join(', ')}, but found ${select.metric}${near === null ? '' : `: did you mean "${near}"?`}` }];
  }
  if (!select.metric.startsWith('val_') || split.val.samples > 0) return [];
  return [{ path, message: `expected a value that is measured, but found ${select.metric} without validation images: raise split.validation, or choose train_loss` }];
}
