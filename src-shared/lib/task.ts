import type { LayoutFinding } from '../domain/dataset.ts';
import type { Task } from '../schema/kinds.ts';
import type { ExperimentSpec, ModelSpec } from '../schema/experiment.ts';
import { assertNever } from './assert-never.ts';

/** What can be learnt from data that are arranged so; null where nothing is said of the images. */
export function taskOfLayout({ layout, targets, task }: Pick<LayoutFinding, 'layout' | 'targets' | 'task'>): Task | null {
  switch (layout) {
    case 'class-folders':
    case 'dicom-series':
      return 'classification';
    case 'manifest':
      return task ?? (targets ? 'regression' : 'classification');
    case 'image-targets':
      return 'regression';
    case 'unlabelled':
      return null;
    case 'patient-folders':
      return task ?? null;
    case 'image-masks':
    case 'decathlon':
      return 'segmentation';
    default:
      return assertNever(layout);
  }
}

/** What tells a network's task: a kind of ours has one, a network of the user's says it. */
export type ModelTask = { readonly kind: Exclude<ModelSpec['kind'], 'custom'> } | { readonly kind: 'custom'; readonly task: Task };

/** What an experiment learns: networks of ours for whole images tell classes, unless their data have numbers. */
export function taskOf({ model, dataset }: Learning): Task {
  const task = taskOfModel(model);
  return model.kind !== 'custom' && task === 'classification' && dataset.targets !== null ? 'regression' : task;
}

/** What an experiment depends on for its task. */
interface Learning {
  readonly model: ModelTask;
  readonly dataset: Pick<ExperimentSpec['dataset'], 'targets'>;
}

/** The names of what a network gives: numbers, or classes. */
export function outputsOf(spec: Learning, classes: readonly string[]): readonly string[] {
  return taskOf(spec) === 'regression' ? (spec.dataset.targets ?? []) : classes;
}

/** What a network answers, of data that have classes. */
export function taskOfModel(model: ModelTask): Task {
  switch (model.kind) {
    case 'custom':
      return model.task;
    case 'cnn':
    case 'vgg':
    case 'resnet18':
    case 'resnet34':
    case 'resnet50':
      return 'classification';
    case 'unet2d':
    case 'unet3d':
      return 'segmentation';
    case 'dcgan':
    case 'vae':
      return 'generation';
    default:
      return assertNever(model);
  }
}

/** The spatial axes of what a network reads: 2 for images, 3 for volumes. */
export function axesOfModel({ kind }: Pick<ModelSpec, 'kind'>): readonly number[] {
  switch (kind) {
    case 'cnn':
    case 'resnet34':
    case 'resnet50':
    case 'unet2d':
    case 'dcgan':
    case 'vae':
      return [2];
    case 'vgg':
    case 'resnet18':
    case 'custom':
      return [2, 3];
    case 'unet3d':
      return [3];
    default:
      return assertNever(kind);
  }
}
