import { z } from 'zod';
import { field } from '../field.ts';
import { REDUCE_KINDS } from '../kinds.ts';
import { customFields } from './custom.ts';
import { SELECTABLE_METRIC } from '../metric-name.ts';
import { criterionSchema } from './criterion.ts';
import { layerRuleSchema } from './layers.ts';
import { metricSchema } from './metric.ts';
import { optimizerSchema } from './optimizer.ts';
import { goesBy, scheduleSchema } from './schedule.ts';

export const trainingSchema = z.strictObject({
  epochs: field(z.int().min(1).max(1_000_000).default(10), {
    title: 'Epochs',
    unit: 'passes over the images',
    advice: 'Raise it while validation still gets better; a finished run can be trained further.',
  }),
  criterions: field(z.union([z.literal('auto'), z.array(criterionSchema).min(1)]).default('auto'), {
    title: 'Losses',
    advice: 'What training makes small: the sum of these, each times its weight; auto takes cross-entropy for classes, and Dice with cross-entropy for masks.',
  }),
  metrics: field(z.union([z.literal('auto'), z.array(metricSchema)]).default('auto'), {
    title: 'Metrics',
    advice: 'What is measured of all images of an epoch, any of which can decide which checkpoint is the best; auto takes accuracy for classes, and Dice for masks.',
  }),
  optimizer: optimizerSchema.prefault({ kind: 'adam' }),
  gradientClipNorm: field(z.number().positive().nullable().default(null), {
    title: 'Clip gradients',
    advice: 'Caps the length of the whole gradient; set it to 1 if the loss explodes now and then.',
    advanced: true,
  }),
  gradientClipValue: field(z.number().positive().nullable().default(null), {
    title: 'Clip values',
    advice: 'Caps each value of the gradient, before its length; try a cap on the length first.',
    advanced: true,
  }),
  accumulate: field(z.int().min(1).max(10_000).default(1), {
    title: 'Batches per update',
    unit: 'batches',
    advice: 'The gradient is the mean over so many batches: raise it where memory holds only small batches; batch normalisation still sees each alone.',
    advanced: true,
  }),
  weightAverage: field(z.number().min(0).max(0.999_999).nullable().default(null), {
    title: 'Average weights',
    advice: 'The share that a running average of the weights keeps at each step, such as 0.999; it is evaluated and saved in their place.',
    advanced: true,
  }),
  layers: field(z.array(layerRuleSchema).default([]), {
    title: 'Layers apart',
    advice: 'Layers that stay as they are, or learn faster or slower than the rest, as after a start from weights of another run; the first that fits a layer counts.',
    advanced: true,
  }),
  schedule: scheduleSchema.prefault({ kind: 'constant' }),
  warmUp: field(
    z.strictObject({
      epochs: field(z.number().min(0).max(100_000).default(0), {
        title: 'Warm-up',
        unit: 'epochs',
        advice: 'The learning rate rises over so many first epochs, before the schedule; try one or less than one if the first steps make the loss jump.',
      }),
      start: field(z.number().min(0).max(1).default(0.1), {
        title: 'Warm-up from',
        advice: 'The share of the learning rate that it begins with.',
        advanced: true,
      }),
    }).prefault({}),
    { title: 'Warm-up', advice: 'A gentle beginning, before any schedule.' },
  ),
  earlyStopping: field(
    z.strictObject({
      patience: field(z.int().min(1).max(100_000).nullable().default(null), {
        title: 'Stop early after',
        unit: 'epochs',
        advice: 'Ends the run when so many validated epochs in a row were no better; left empty, all epochs are trained.',
      }),
      minimumChange: field(z.number().min(0).max(1e6).default(0), { title: 'Smallest change', advice: 'What is not better by more than this counts as no better.', advanced: true }),
      metric: goesBy,
    }).prefault({}),
    { title: 'Early stopping', advice: 'Saves time where validation no longer gets better.' },
  ),
  reduce: field(z.enum(REDUCE_KINDS).default('mean'), {
    title: 'Losses of an epoch',
    advice: 'The mean over all images, or the sum, first or last of the batches; metrics are always of all images.',
    advanced: true,
  }),
  select: field(
    z
      .strictObject({
        metric: z.string().regex(SELECTABLE_METRIC, 'expected a name that begins with train_ or val_, such as val_accuracy'),
        mode: field(z.enum(['auto', 'min', 'max']).default('auto'), { title: 'Better is', advice: 'The smallest or the largest; auto knows of losses and errors that less is better, and takes more for all else.' }),
      })
      .nullable()
      .default(null),
    {
      title: 'Best by',
      advice: 'The value that decides which checkpoint is the best; left empty, validation accuracy or Dice, or training loss without validation.',
      advanced: true,
    },
  ),
  callbacks: field(z.array(z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('custom'), ...customFields })])).default([]), {
    title: 'Callbacks of your own',
    advice: 'Files whose default export is asked after every batch and epoch, and may log, stop the run or change the learning rate.',
    advanced: true,
  }),
  stopOnNan: field(z.boolean().default(true), {
    title: 'Stop on NaN',
    advice: 'Ends the run when the loss is not a number and names the batch; lower the learning rate if it happens.',
    advanced: true,
  }),
  save: field(
    z.strictObject({
      everyEpochs: field(z.int().min(1).max(100_000).default(1), {
        title: 'Save every',
        unit: 'epochs',
        advice: 'How much is lost if the machine fails; the last epoch is always saved.',
      }),
      keep: field(z.array(z.enum(['best', 'last', 'all'])).min(1).default(['best', 'last']), {
        title: 'Keep',
        advice: 'All needs disk space for every checkpoint; best and last is enough to resume and to predict.',
      }),
      keepEvery: field(z.int().min(1).max(100_000).nullable().default(null), {
        title: 'Also keep every',
        unit: 'epochs',
        advice: 'Keeps the checkpoint of every so many epochs beside the others; left empty, none.',
        advanced: true,
      }),
      diskLimitMb: field(z.int().min(1).max(100_000_000).nullable().default(null), {
        title: 'Disk limit',
        unit: 'MB',
        advice: 'Older checkpoints go where all of them take more; the best and the last always stay.',
        advanced: true,
      }),
    }).prefault({}),
    { title: 'Checkpoints', advice: 'What is kept on disk to resume from and to predict with.' },
  ),
  logImages: field(
    z.strictObject({
      everyEpochs: field(z.int().min(0).max(100_000).default(1), {
        title: 'Save images every',
        unit: 'epochs',
        advice: 'Pictures of inputs with true and predicted class; 0 saves none.',
      }),
      count: field(z.int().min(1).max(64).default(8), {
        title: 'Images',
        unit: 'per epoch',
        advice: 'How many; each takes a few kilobytes.',
      }),
    }).prefault({}),
    { title: 'Images', advice: 'Saved pictures show what the network is getting wrong.' },
  ),
});
