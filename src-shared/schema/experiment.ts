import { z } from 'zod';
import { transformSchema } from './experiment/augment.ts';
import { seed } from './experiment/common.ts';
import type { criterionSchema } from './experiment/criterion.ts';
import { datasetSchema } from './experiment/dataset.ts';
import { loaderSchema } from './experiment/loader.ts';
import type { layerRuleSchema } from './experiment/layers.ts';
import type { metricSchema } from './experiment/metric.ts';
import { modelSchema } from './experiment/model.ts';
import type { optimizerSchema } from './experiment/optimizer.ts';
import { prepareStepSchema } from './experiment/prepare.ts';
import type { scheduleSchema } from './experiment/schedule.ts';
import { splitSchema } from './experiment/split.ts';
import { trainingSchema } from './experiment/training.ts';
import { field } from './field.ts';

/** Raised when a spec written today could not be read by yesterday's app. */
export const EXPERIMENT_FORMAT_VERSION = 1;

/** Orders that take each image once: what is measured counts none twice, and leaves none out. */
const WHOLE_SAMPLERS = ['sequential', 'random'] as const;

/**
 * An experiment: the one source of the YAML file, the form, the command
 * line's flags and their help. Unknown keys outside `extra` are errors.
 */
export const experimentSchema = z.strictObject({
  formatVersion: z.literal(EXPERIMENT_FORMAT_VERSION).default(EXPERIMENT_FORMAT_VERSION),
  name: field(z.string().trim().min(1).max(120).nullable().default(null), {
    title: 'Name',
    advice: 'What the run is called in tables; left empty, it is made of the data and the network.',
  }),
  output: field(z.string().min(1).nullable().default(null), {
    title: 'Output folder',
    advice: "Where run folders are made; left empty, the app's data folder. Choose a disk with space if it is short.",
    advanced: true,
  }),
  dataset: datasetSchema,
  prepare: field(z.union([z.literal('auto'), z.array(prepareStepSchema)]).default('auto'), {
    title: 'Prepare',
    advice: 'Done once to every image before any chance; auto brings images to one size unless patches are cut out, scales 8-bit pixels to 0..1 and gives others mean 0 and variance 1.',
  }),
  split: splitSchema.prefault({}),
  loader: loaderSchema.prefault({}),
  validation: z
    .strictObject({
      batchSize: field(z.int().min(1).max(65_536).nullable().default(null), {
        title: 'Validation batch size',
        unit: 'images',
        advice: 'Left empty, the same as in training; it changes speed and memory only, never the result. Where patches are learnt, so many windows of a case are predicted at once.',
        advanced: true,
      }),
      everyEpochs: field(z.int().min(1).max(100_000).default(1), {
        title: 'Validate every',
        unit: 'epochs',
        advice: 'Raise it where validation takes long; the last epoch is always validated.',
        advanced: true,
      }),
      augment: field(z.array(transformSchema).default([]), {
        title: 'Augment validation',
        advice: 'Changes of validation images, the same in every epoch; leave it empty, unless you want to know how well the network bears them. Masks are then scored as they were changed, on the size that prepare gives.',
        advanced: true,
      }),
      sampler: field(z.enum(WHOLE_SAMPLERS).default('sequential'), {
        title: 'Validation order',
        advice: 'In which order each image is taken once; random where a callback of yours is to see other images first in every epoch. Values do not depend on it.',
        advanced: true,
      }),
    })
    .prefault({}),
  test: z
    .strictObject({
      batchSize: field(z.int().min(1).max(65_536).nullable().default(null), {
        title: 'Test batch size',
        unit: 'images',
        advice: 'Left empty, the same as in validation; it changes speed and memory only, never the result.',
        advanced: true,
      }),
      augment: field(z.union([z.literal('auto'), z.array(transformSchema)]).default([]), {
        title: 'Augment test',
        advice: 'Changes of test images; leave it empty, so that the value that you publish is of the images as they are. Auto takes the changes of validation.',
        advanced: true,
      }),
      sampler: field(z.enum(['auto', ...WHOLE_SAMPLERS]).default('auto'), {
        title: 'Test order',
        advice: 'In which order each image is taken once; auto is the order of validation.',
        advanced: true,
      }),
    })
    .prefault({}),
  augment: field(z.array(transformSchema).default([]), {
    title: 'Augment',
    advice: 'Changes of training images by chance, drawn anew in every epoch; add what could also happen to the images that you will predict.',
  }),
  model: modelSchema.prefault({ kind: 'cnn' }),
  startFrom: field(z.string().min(1).max(4096).nullable().default(null), {
    title: 'Start from',
    advice: 'The folder of a run or of one of its checkpoints, a model.json of TensorFlow.js or a .safetensors file, of ours or of a ResNet of PyTorch: weights whose name and shape fit are taken from there; left empty, all are drawn by chance.',
  }),
  training: trainingSchema.prefault({}),
  device: field(z.string().regex(/^(auto|cpu|gpu|gpu:\d+)$/, 'expected auto, cpu, gpu or gpu:0').default('auto'), {
    title: 'Device',
    advice: 'Auto takes the fastest that passed its self-test; choose cpu if the GPU is needed for something else.',
  }),
  threads: field(z.union([z.literal('auto'), z.int().min(1).max(256)]).default('auto'), {
    title: 'Threads',
    unit: 'threads',
    advice: 'Cores that compute where a run uses the CPU; the result does not depend on it. Lower it to leave some to other work.',
    advanced: true,
  }),
  seed: seed(1, 'weights and augmentation'),
  extra: z.record(z.string(), z.unknown()).default({}),
});

export type ExperimentSpec = z.output<typeof experimentSchema>;
/** As a file may give it: everything with a default may be left out. */
export type ExperimentInput = z.input<typeof experimentSchema>;

export type PrepareStep = z.output<typeof prepareStepSchema>;
export type TransformSpec = z.output<typeof transformSchema>;
export type SplitSpec = z.output<typeof splitSchema>;
export type LoaderSpec = z.output<typeof loaderSchema>;
export type ModelSpec = z.output<typeof modelSchema>;
export type LayerRule = z.output<typeof layerRuleSchema>;
export type OptimizerSpec = z.output<typeof optimizerSchema>;
export type ScheduleSpec = z.output<typeof scheduleSchema>;
export type CriterionSpec = z.output<typeof criterionSchema>;
export type MetricSpec = z.output<typeof metricSchema>;
export type TrainingSpec = z.output<typeof trainingSchema>;
