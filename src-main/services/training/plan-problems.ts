import type { DatasetDetail } from '../../../src-shared/domain/dataset.ts';
import type { Plan } from '../../../src-shared/api/training.ts';
import { SIDES } from '../../../src-shared/domain/sample.ts';
import { isBalanced } from '../../../src-shared/lib/epoch-size.ts';
import { measuredNames } from '../../../src-shared/lib/measure-names.ts';
import { nearest } from '../../../src-shared/lib/nearest.ts';
import { axesOfModel, outputsOf, taskOf, taskOfLayout, taskOfModel } from '../../../src-shared/lib/task.ts';
import { LOSS_KINDS, MASK_METRIC_KINDS, MODEL_KINDS, NUMBER_METRIC_KINDS } from '../../../src-shared/schema/kinds.ts';
import { smallestImage } from '../../../src-shared/lib/smallest-image.ts';
import type { Task } from '../../../src-shared/schema/kinds.ts';
import type { CriterionSpec, ExperimentSpec, LoaderSpec, MetricSpec } from '../../../src-shared/schema/experiment.ts';
import type { Problem } from '../../../src-shared/schema/parse.ts';
import { gridProblems } from './grid-problems.ts';
import { preparedShapes } from '../../../src-shared/lib/prepared-shapes.ts';
import type { SplitTable } from './split-tables.ts';

/** Why a spec that is well formed cannot be trained on its dataset: each with the path of the field to change. */
export function planProblems(spec: ExperimentSpec, plan: Omit<Plan, 'notes'>, table: SplitTable): readonly Problem[] {
  return [...layoutProblems(spec, table), ...taskProblems(plan, table), ...splitProblems(plan, table), ...groupProblems(plan, table), ...samplerProblems(plan), ...patchProblems(plan, table), ...prepareProblems(plan, table), ...augmentProblems(plan, axesOf(table)), ...metricProblems(plan)];
}

/** A spec cannot change how a dataset is read: two runs would take its images for different classes. */
function layoutProblems({ dataset: { layout, manifest, targets, files, groupPattern } }: ExperimentSpec, { dataset }: SplitTable): Problem[] {
  const found = dataset.layout;
  if (found === null) return [];
  if (layout !== 'auto' && layout !== found.layout) {
    return [{ path: 'dataset.layout', message: `expected ${found.layout}, as "${dataset.name}" is indexed, but found ${layout}: change the layout of the dataset, or leave it at auto` }];
  }
  if (targets !== null && targets.join() !== found.targets?.join()) {
    return [{ path: 'dataset.targets', message: `expected ${found.targets?.join(', ') ?? 'none'}, as "${dataset.name}" is indexed, but found ${targets.join(', ')}: index it again with these columns, or leave it empty` }];
  }
  const other = files !== null && JSON.stringify(files) !== JSON.stringify(found.files) ? 'files' : groupPattern !== null && groupPattern !== found.groupPattern ? 'groupPattern' : null;
  if (other !== null) return [{ path: `dataset.${other}`, message: `expected what "${dataset.name}" is indexed with, but found something else: index it again with this, or leave it empty` }];
  if (manifest === null || manifest === found.manifest) return [];
  return [{ path: 'dataset.manifest', message: `expected ${found.manifest ?? 'none'}, as "${dataset.name}" is indexed, but found ${manifest}: change the manifest of the dataset, or leave it empty` }];
}

const MASK_LOSSES: readonly CriterionSpec['kind'][] = ['cross-entropy', 'dice', 'dice-ce', 'tversky', 'custom'];
const LOSSES: Readonly<Record<Task, readonly CriterionSpec['kind'][]>> = {
  segmentation: MASK_LOSSES,
  classification: LOSS_KINDS.filter((kind) => kind === 'cross-entropy' || kind === 'custom' || !MASK_LOSSES.includes(kind)),
  regression: ['l1', 'mse', 'huber', 'custom'],
  generation: ['l1', 'mse', 'huber', 'custom'],
};

/** What has the truth in each. */
const TRUTHS: Readonly<Record<Task, string>> = { classification: 'images', segmentation: 'pixels', regression: 'images', generation: 'images' };

/** A network answers for images or for their pixels, as do losses and metrics. */
function taskProblems({ spec }: Omit<Plan, 'notes'>, { dataset, maskValues, targets }: SplitTable): Problem[] {
  const task = targets ? 'regression' : maskValues === null ? 'classification' : 'segmentation';
  const { model, dataset: read, training } = spec;
  if (taskOf(spec) === 'generation' && model.kind !== 'custom') return generationProblems(spec);
  if (taskOf(spec) !== task) {
    const fitting = MODEL_KINDS.filter((kind) => kind !== 'custom' && taskOf({ model: { kind }, dataset: read }) === task).join(' or ');
    return [{ path: 'model.kind', message: `expected ${fitting || `a network for ${task}`}, because ${TRUTHS[task]} of "${dataset.name}" have ${task === 'regression' ? 'numbers' : 'classes'}, but found ${model.kind}` }];
  }
  const problem = (path: string, kind: string) => [{ path: `training.${path}`, message: `expected one for ${task}, but found ${kind}` }];
  return [
    ...training.criterions.flatMap(({ kind }, i) => (LOSSES[task].includes(kind) ? [] : problem(`criterions[${i}].kind`, kind))),
    ...training.metrics.flatMap(({ kind }, i) => (kind === 'custom' || taskOfMetric(kind) === task ? [] : problem(`metrics[${i}].kind`, kind))),
  ];
}

/** Images are made like those that there are, whatever else is known of them. */
function generationProblems({ model, training }: Plan['spec']): Problem[] {
  const losses: readonly CriterionSpec['kind'][] = model.kind === 'dcgan' ? [...LOSSES.generation, 'binary-cross-entropy'] : LOSSES.generation;
  const problem = (path: string, expected: string, kind: string) => ({ path, message: `expected ${expected} for ${model.kind}, but found ${kind}` });
  return [
    ...training.criterions.flatMap(({ kind }, i) => (losses.includes(kind) ? [] : [problem(`training.criterions[${i}].kind`, `one of ${losses.join(', ')}`, kind)])),
    ...training.metrics.map(({ kind }, i) => problem(`training.metrics[${i}].kind`, 'no metric', kind)),
    ...(training.accumulate > 1 && model.kind === 'dcgan' ? [problem('training.accumulate', '1, because its two networks learn in turn,', String(training.accumulate))] : []),
  ];
}

function taskOfMetric(kind: MetricSpec['kind']): Task {
  if (MASK_METRIC_KINDS.includes(kind)) return 'segmentation';
  return NUMBER_METRIC_KINDS.includes(kind) ? 'regression' : 'classification';
}

function splitProblems({ classes, split, spec, stepsPerEpoch }: Omit<Plan, 'notes'>, { dataset, sides, targets }: SplitTable): Problem[] {
  const generates = taskOf(spec) === 'generation';
  if (!generates && dataset.layout && taskOfLayout(dataset.layout) === null) return [{ path: 'dataset.folder', message: `expected images with classes, masks or numbers, but "${dataset.name}" has none of them: ${dataset.layout.reason}` }];
  if (classes.length < 2 && !targets && !generates) return [{ path: 'dataset.folder', message: `expected images of at least two classes, but found ${classes.length === 0 ? 'none' : `only ${classes.join()}`}` }];
  const { train, val, test } = split;
  if (spec.split.kind === 'given' && sides.length === 0) {
    return [{ path: 'split.kind', message: 'expected data that name their sides, by folders such as train/ and test/ or in a manifest, but found none: choose random' }];
  }
  if (spec.split.kind === 'k-fold' && spec.split.fold !== null && spec.split.fold > spec.split.folds) {
    return [{ path: 'split.fold', message: `expected a fold from 1 to ${spec.split.folds}, but found ${spec.split.fold}` }];
  }
  if (spec.split.kind === 'k-fold' && test.samples === 0) {
    return [{ path: 'split.folds', message: `expected images or groups for each of ${spec.split.folds} folds, but fold ${spec.split.fold ?? 1} has none: take fewer folds` }];
  }
  if (train.samples === 0) {
    return [{ path: 'split', message: `expected images to train on, but found ${val.samples} to validate and ${test.samples} to test: lower their shares, or choose a random split` }];
  }
  if (stepsPerEpoch > 0) return [];
  return [{ path: 'loader.batchSize', message: `expected at most ${train.samples}, the images to train on, but found ${spec.loader.batchSize}: with the last batch dropped none is left` }];
}

/** A split by groups that are not known would put a patient on two sides without a word. */
function groupProblems({ spec }: Omit<Plan, 'notes'>, { dataset, groups, maskValues }: SplitTable): Problem[] {
  if (spec.split.groupBy !== 'group' || groups > 0) return [];
  return [{ path: 'split.groupBy', message: `expected auto or none, because no groups are known in "${dataset.name}", but found group: ${maskValues === null ? 'add a column patient to its manifest' : 'name folders or files by patients, as patient12/ or patient12_3.png'}, and index it again` }];
}

/** Those that do not look at classes. */
const CLASSLESS_SAMPLERS: readonly LoaderSpec['sampler']['kind'][] = ['random', 'random-with-replacement', 'sequential', 'custom'];

function samplerProblems({ spec, classes, split }: Omit<Plan, 'notes'>): Problem[] {
  const { sampler, batchSize } = spec.loader;
  const task = taskOf(spec);
  if (task !== 'classification' && !CLASSLESS_SAMPLERS.includes(sampler.kind)) {
    const why = task === 'segmentation' ? 'masks, which show several classes each and cannot be drawn by one' : `${task}, where images have no class to be drawn by`;
    return [{ path: 'loader.sampler.kind', message: `expected random for ${why}, but found ${sampler.kind}` }];
  }
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

const MOST_PATCH_PIXELS = 512 ** 3;

/** Patches are cut out of what has a mask, along as many axes as that has. */
function patchProblems({ spec }: Omit<Plan, 'notes'>, table: SplitTable): Problem[] {
  const { patch } = spec.loader;
  if (patch === null) return [];
  const task = taskOf(spec);
  if (task !== 'segmentation') return [{ path: 'loader.patch', message: `expected no patches for ${task}, because only networks for masks learn them, but found some of ${patch.size.join(' × ')}: leave them out` }];
  const pixels = patch.size.reduce((product, length) => product * length, 1);
  if (pixels > MOST_PATCH_PIXELS) return [{ path: 'loader.patch.size', message: `expected a patch of at most ${MOST_PATCH_PIXELS.toLocaleString('en')} pixels, such as 512 × 512 × 512, but found ${patch.size.join(' × ')}: no memory would hold what a network makes of it` }];
  const axes = axesOf(table);
  return patch.size.length === axes ? [] : [{ path: 'loader.patch.size', message: `expected ${axes} numbers for ${axes === 2 ? 'images (height, width)' : 'volumes (z, y, x)'}, but found ${patch.size.length}` }];
}

function prepareProblems({ spec }: Omit<Plan, 'notes'>, { dataset, volumes }: SplitTable): Problem[] {
  const misplaced = gridProblems(spec, { dataset });
  if (misplaced.length > 0) return [...misplaced];
  const shapes = preparedShapes(dataset.shapes, volumes, spec.prepare);
  const [first = []] = shapes;
  const { patch } = spec.loader;
  if (patch !== null && shapes.some(({ length }) => length !== first.length)) return [{ path: 'dataset.folder', message: 'expected images, or volumes, to cut patches out of, but found both: leave some out' }];
  const channels = [...new Set(shapes.map((shape) => shape.at(-1) ?? 1))];
  if (patch !== null && channels.length > 1) return [{ path: 'prepare', message: `expected images of one number of channels, but found ${channels.join(' and ')}: ${first.length === 4 ? 'leave some volumes out' : 'add a channels step'}` }];
  if (patch === null && shapes.length > 1) {
    const shown = shapes.slice(0, 3).map((shape) => shape.join(' × ')).join(', ');
    const others = taskOf(spec) === 'segmentation' ? ', or set loader.patch to train on patches of them' : '';
    return [{ path: 'prepare', message: `expected images of one shape, but found ${shapes.length} (${shown}${shapes.length > 3 ? ', …' : ''}): add ${first.length === 4 ? 'a pad step' : 'a resize step, and a channels step if some have colour'}${others}` }];
  }
  const seen = patch?.size.length === first.length - 1 ? [...patch.size, ...channels] : first;
  return [...rangeProblems(spec), ...resizeProblems(spec, dataset.shapes), ...sizeProblems(spec, seen)];
}

function resizeProblems({ prepare }: Plan['spec'], shapes: DatasetDetail['shapes']): Problem[] {
  const axes = (shapes[0]?.shape.length ?? 3) - 1;
  return prepare.flatMap((step, i) => {
    if ((step.kind === 'resize' || step.kind === 'channels') && axes === 3) {
      return [{ path: `prepare[${i}].kind`, message: `expected a step for volumes, but found ${step.kind}, which is for images${step.kind === 'resize' ? ': take pad' : ''}` }];
    }
    if (step.kind === 'pad' && step.size.length !== axes) return [{ path: `prepare[${i}].size`, message: `expected ${axes} numbers for ${axes === 2 ? 'images' : 'volumes'}, but found ${step.size.length}` }];
    return [];
  });
}

/** After a z-score the span of the file's type is gone. */
function rangeProblems({ prepare }: Plan['spec']): Problem[] {
  const scored = prepare.findIndex(({ kind }) => kind === 'z-score' || kind === 'ct');
  if (scored === -1) return [];
  const place = prepare.findIndex((step, i) => i > scored && step.kind === 'range' && step.from === 'type');
  return place === -1 ? [] : [{ path: `prepare[${place}].from`, message: 'expected image after a z-score, but found type: put range before it, or set from to image' }];
}

function sizeProblems({ model }: Plan['spec'], shape: readonly number[]): Problem[] {
  const axes = axesOfModel(model);
  if (shape.length > 0 && !axes.includes(shape.length - 1)) {
    const fitting = MODEL_KINDS.filter((kind) => kind !== 'custom' && taskOfModel({ kind }) === taskOfModel(model) && axesOfModel({ kind }).includes(shape.length - 1));
    return [{ path: 'model.kind', message: `expected a network for ${shape.length === 4 ? 'volumes' : 'images'} (${fitting.join(', ')}), but found ${model.kind}` }];
  }
  const [height = 0, width = 0] = shape;
  const smallest = smallestImage(model);
  if (height >= smallest && width >= smallest) return [];
  const path = model.kind === 'cnn' ? 'model.filters' : 'model';
  return [{ path, message: `expected images of at least ${smallest} × ${smallest} pixels for this network, but found ${height} × ${width}: resize them, or take out a convolution` }];
}

/** 2 for images, 3 for volumes. */
function axesOf({ dataset }: SplitTable): number {
  return (dataset.shapes[0]?.shape.length ?? 3) - 1;
}

/** Images have two axes beside their channels, volumes three; only images can be turned. */
function augmentProblems({ spec }: Omit<Plan, 'notes'>, axes: number): Problem[] {
  return spec.augment.flatMap((transform, i) => {
    if (transform.kind === 'rotate' && axes === 3) return [{ path: `augment[${i}].kind`, message: 'expected a transform of volumes, but found rotate, which turns images' }];
    if (transform.kind !== 'mirror') return [];
    return transform.axes.flatMap((axis, k) => (axis < axes ? [] : [{ path: `augment[${i}].axes[${k}]`, message: `expected 0 ${axes === 2 ? 'or 1 for images' : 'to 2 for volumes'}, but found ${axis}` }]));
  });
}

/** Values that decide something must be measured. */
function metricProblems({ spec, split, classes }: Omit<Plan, 'notes'>): Problem[] {
  const { select, earlyStopping, schedule } = spec.training;
  const known = SIDES.filter((side) => side !== 'test').flatMap((side) => measuredNames(spec.training, outputsOf(spec, classes), side, spec.model.kind).map((name) => `${side}_${name}`));
  const named = [
    ['training.select.metric', select.metric],
    ['training.earlyStopping.metric', earlyStopping.patience === null ? null : earlyStopping.metric],
    ['training.schedule.metric', schedule.kind === 'plateau' ? schedule.metric : null],
  ] as const;
  return named.flatMap(([path, metric]) => (metric === null ? [] : metricProblem(path, metric, known, split.val.samples > 0)));
}

function metricProblem(path: string, metric: string, known: readonly string[], validated: boolean): Problem[] {
  if (!known.includes(metric)) {
    const near = nearest(metric, known);
    return [{ path, message: `expected one of ${known.join(', ')}, but found ${metric}${near === null ? '' : `: did you mean "${near}"?`}` }];
  }
  if (!metric.startsWith('val_') || validated) return [];
  return [{ path, message: `expected a value that is measured, but found ${metric} without validation images: raise split.validation, or choose train_loss` }];
}
