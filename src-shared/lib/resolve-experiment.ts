import type { DType } from '../domain/array.ts';
import type { VolumeKind } from '../domain/dataset.ts';
import type { ResolvedExperiment } from '../domain/experiment.ts';
import type { Side } from '../domain/sample.ts';
import { criterionSchema } from '../schema/experiment/criterion.ts';
import { metricSchema } from '../schema/experiment/metric.ts';
import type { Task } from '../schema/kinds.ts';
import { lossNames, measureName } from './measure-names.ts';
import { modeOf } from './metric-direction.ts';
import { preparedShapes, turnedSpacing } from './prepared-shapes.ts';
import type { ExperimentSpec, PrepareStep } from '../schema/experiment.ts';
import { axesOfModel, taskOf } from './task.ts';

/** What the decisions below depend on. */
export interface DatasetFacts {
  readonly name: string;
  readonly shapes: readonly { readonly shape: readonly number[]; readonly count: number }[];
  /** Volumes that know where they lie. */
  readonly volumes?: readonly VolumeKind[] | undefined;
  readonly dtypes: readonly { readonly dtype: DType; readonly count: number }[];
  /** The sides that the folder or the manifest names. */
  readonly sides: readonly Side[];
  readonly groups: number;
  /** Names of the numbers that samples have; null or left out where they have classes or masks. */
  readonly targets?: readonly string[] | null | undefined;
  /** Samples that the split puts on the validation side; decides what the best checkpoint is chosen by. */
  readonly hasValidation: boolean;
}

/** Decides every `auto` of a spec for a dataset: what `run.json` then stores. */
export function resolveExperiment(spec: ExperimentSpec, facts: DatasetFacts): ResolvedExperiment {
  const dataset = { ...spec.dataset, targets: facts.targets ? [...facts.targets] : null };
  const measured = measuresOf({ ...spec, dataset });
  const task = taskOf({ ...spec, dataset });
  const batchSize = spec.loader.batchSize === 'auto' ? autoBatchSize(facts, task, spec.model) : spec.loader.batchSize;
  return {
    ...spec,
    dataset,
    name: spec.name ?? `${facts.name}-${spec.model.kind}`,
    prepare: spec.prepare === 'auto' ? autoPrepare(facts, task, spec.loader.patch !== null) : spec.prepare,
    split: { ...spec.split, kind: splitKind(spec, facts), groupBy: groupBy(spec, facts) },
    loader: { ...spec.loader, batchSize },
    validation: { ...spec.validation, batchSize: spec.validation.batchSize ?? batchSize },
    training: { ...spec.training, ...measured, select: spec.training.select === null ? autoSelect(measured.metrics, facts) : withMode(spec.training.select, measured) },
  };
}

export function splitKind(spec: Pick<ExperimentSpec, 'split'>, facts: Pick<DatasetFacts, 'sides'>): 'given' | 'random' | 'k-fold' | 'file' {
  if (spec.split.kind !== 'auto') return spec.split.kind;
  return facts.sides.length > 0 ? 'given' : 'random';
}

export function groupBy(spec: Pick<ExperimentSpec, 'split'>, facts: Pick<DatasetFacts, 'groups'>): 'none' | 'group' {
  if (spec.split.groupBy !== 'auto') return spec.split.groupBy;
  return facts.groups > 0 ? 'group' : 'none';
}

/**
 * So many as the networks of the app take within some gigabytes: those that
 * classify every pixel hold whole images in all of their layers. Nothing is
 * known of a script's images but what its network reads.
 */
function autoBatchSize({ shapes }: DatasetFacts, task: Task, model: ExperimentSpec['model']): number {
  const isVolume = shapes.some(({ shape }) => shape.length === 4) || axesOfModel(model).every((axes) => axes === 3);
  if (task === 'segmentation') return isVolume ? 2 : 8;
  return isVolume ? 4 : 32;
}

/** One size (the commonest) unless patches are cut out, one number of channels; 8-bit pixels from 0 to 1, others, whose type says little of their values, with mean 0 and variance 1. */
function autoPrepare(facts: DatasetFacts, task: Task, takesPatches: boolean): PrepareStep[] {
  const deep = facts.shapes.filter(({ shape }) => shape.length === 4);
  if (deep.length > 0) return prepareVolumes(deep, facts.volumes ?? [], takesPatches);
  const channels = new Set(facts.shapes.map(({ shape }) => Math.min(shape[2] ?? 1, 3)));
  const opaque = new Set(facts.shapes.map(({ shape }) => shape[2] ?? 1));
  const sizes = new Set(facts.shapes.map(({ shape }) => `${shape[0]} ${shape[1]}`));
  const commonest = [...facts.shapes].sort((a, b) => b.count - a.count)[0]?.shape;
  const steps: PrepareStep[] = [];
  if (opaque.size > 1 || opaque.has(2) || opaque.has(4)) steps.push({ kind: 'channels', count: channels.has(3) ? 3 : 1 });
  if (!takesPatches && sizes.size > 1 && commonest?.[0] !== undefined && commonest[1] !== undefined) {
    steps.push({ kind: 'resize', size: [commonest[0], commonest[1]], interpolation: 'linear' });
  }
  const bytes = facts.dtypes.every(({ dtype }) => dtype === 'uint8');
  // Images are made from -1 to 1.
  if (task === 'generation') return [...steps, { kind: 'range', low: -1, high: 1, from: bytes ? 'type' : 'image' }];
  return [...steps, bytes ? { kind: 'range', low: 0, high: 1, from: 'type' } : { kind: 'z-score', over: 'all' }];
}

/**
 * One orientation and one size of voxels, where all volumes know theirs: also
 * where they have but one of each, for those that are predicted later may have
 * others. Values are normalised before they are resampled, as nnU-Net does
 * (Isensee et al., Nature Methods 2021); then volumes are padded to the largest,
 * unless patches are cut out of them.
 */
function prepareVolumes(shapes: DatasetFacts['shapes'], volumes: readonly VolumeKind[], takesPatches: boolean): PrepareStep[] {
  const known = sum(volumes) === sum(shapes) ? volumes : [];
  const [first] = [...known].sort((a, b) => b.count - a.count);
  const normalise: PrepareStep = { kind: 'z-score', over: 'all' };
  const steps: PrepareStep[] = first
    ? [
        { kind: 'orient', frame: first.orientation === 'LPS' ? 'LPS' : 'RAS' },
        normalise,
        { kind: 'resample', spacingMm: medianSpacing(known), interpolation: 'cubic', labels: 'linear', separate: true },
      ]
    : [normalise];
  return takesPatches ? steps : [...steps, ...padToLargest(preparedShapes(shapes, known, steps))];
}

/** Of each axis for itself: nnU-Net's choice, without its exception for coarse axes. */
function medianSpacing(volumes: readonly VolumeKind[]): [number, number, number] {
  const turned = volumes.map((volume) => ({ spacing: turnedSpacing(volume), count: volume.count }));
  const half = sum(turned) / 2;
  const median = (axis: 0 | 1 | 2): number => {
    let passed = 0;
    const rising = [...turned].sort((a, b) => a.spacing[axis] - b.spacing[axis]);
    return Number((rising.find(({ count }) => (passed += count) >= half)?.spacing[axis] ?? 1).toFixed(3));
  };
  return [median(0), median(1), median(2)];
}

const sum = (counted: readonly { readonly count: number }[]): number => counted.reduce((total, { count }) => total + count, 0);

/** No step where all are of one size. */
function padToLargest(shapes: readonly (readonly number[])[]): PrepareStep[] {
  const size = [0, 1, 2].map((axis) => Math.max(...shapes.map((shape) => shape[axis] ?? 1)));
  return shapes.every((shape) => shape.slice(0, 3).join() === size.join()) ? [] : [{ kind: 'pad', size }];
}

/** What is made small and what is looked at, where the spec leaves it to the task. */
function measuresOf({ model, dataset, training: { criterions, metrics } }: ExperimentSpec): Pick<ResolvedExperiment['training'], 'criterions' | 'metrics'> {
  const usual = model.kind === 'dcgan' ? { criterions: ['binary-cross-entropy'], metrics: [] } : USUAL[taskOf({ model, dataset })];
  return {
    criterions: criterions !== 'auto' ? criterions : usual.criterions.map((kind) => criterionSchema.parse({ kind })),
    metrics: metrics !== 'auto' ? metrics : usual.metrics.map((kind) => metricSchema.parse({ kind })),
  };
}

/** What is made small and looked at by default. */
const USUAL: Readonly<Record<Task, { readonly criterions: readonly string[]; readonly metrics: readonly string[] }>> = {
  classification: { criterions: ['cross-entropy'], metrics: ['accuracy'] },
  segmentation: { criterions: ['dice-ce'], metrics: ['dice'] },
  regression: { criterions: ['mse'], metrics: ['mae', 'r2'] },
  generation: { criterions: ['mse'], metrics: [] },
};

/** Losses of the user's own are known as such by their names. */
function withMode({ metric, mode }: NonNullable<ExperimentSpec['training']['select']>, { criterions, metrics }: Pick<ResolvedExperiment['training'], 'criterions' | 'metrics'>): ResolvedExperiment['training']['select'] {
  if (mode !== 'auto') return { metric, mode };
  const isLoss = lossNames(criterions, metrics.map(measureName)).includes(metric.replace(/^(train|val|test)_/, ''));
  return { metric, mode: isLoss ? 'min' : modeOf(metric) };
}

/** By the metric that is named so by default, where it is measured. */
function autoSelect(metrics: ResolvedExperiment['training']['metrics'], facts: DatasetFacts): ResolvedExperiment['training']['select'] {
  if (!facts.hasValidation) return { metric: 'train_loss', mode: 'min' };
  const usual = metrics.find(({ kind }) => kind === 'accuracy' || kind === 'dice' || kind === 'mae');
  const isWhole = usual !== undefined && !('average' in usual && usual.average === 'per-target');
  return isWhole ? { metric: `val_${usual.kind}`, mode: modeOf(usual.kind) } : { metric: 'val_loss', mode: 'min' };
}
