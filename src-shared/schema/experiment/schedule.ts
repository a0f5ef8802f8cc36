import { z } from 'zod';
import { field } from '../field.ts';
import { SELECTABLE_METRIC } from '../metric-name.ts';
import { customFields } from './custom.ts';

const scheduleShare = (value: number, title: string, advice: string) => field(z.number().min(0).max(1).default(value), { title, advice });
/** A value that a callback looks at, where it may be another than the best checkpoint's. */
export const goesBy = field(z.string().regex(SELECTABLE_METRIC, 'expected a name that begins with train_ or val_, such as val_loss').nullable().default(null), {
  title: 'By',
  advice: 'The value that is looked at, such as val_loss; left empty, the one that the best checkpoint is chosen by.',
  advanced: true,
});

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({
    kind: z.literal('step'),
    everyEpochs: field(z.int().min(1).max(100_000).default(10), {
      title: 'Every',
      unit: 'epochs',
      advice: 'The learning rate is multiplied by the factor after each so many epochs.',
    }),
    factor: field(z.number().min(0).max(1).default(0.1), {
      title: 'Factor',
      advice: 'What the learning rate is multiplied by; nearer to 1 is gentler.',
    }),
  }),
  z.strictObject({
    kind: z.literal('multi-step'),
    afterEpochs: field(z.array(z.int().min(1).max(1_000_000)).min(1).default([30, 60, 90]), {
      title: 'After',
      unit: 'epochs',
      advice: 'The learning rate is multiplied by the factor after each of these epochs.',
    }),
    factor: scheduleShare(0.1, 'Factor', 'What the learning rate is multiplied by; nearer to 1 is gentler.'),
  }),
  z.strictObject({
    kind: z.literal('exponential'),
    factor: scheduleShare(0.95, 'Factor', 'What the learning rate is multiplied by after every epoch; nearer to 1 is gentler.'),
  }),
  z.strictObject({
    kind: z.literal('plateau'),
    factor: scheduleShare(0.1, 'Factor', 'What the learning rate is multiplied by when the value has not got better; nearer to 1 is gentler.'),
    patience: field(z.int().min(0).max(100_000).default(10), {
      title: 'Patience',
      unit: 'epochs',
      advice: 'So many validated epochs may be no better before the learning rate falls.',
    }),
    metric: goesBy,
    threshold: field(z.number().min(0).max(1e6).default(0.0001), { title: 'Smallest change', advice: 'What is less than this does not count as better.', advanced: true }),
    thresholdOf: field(z.enum(['value', 'difference']).default('value'), {
      title: 'Change as',
      advice: 'A share of the best value, or a difference from it.',
      advanced: true,
    }),
    cooldown: field(z.int().min(0).max(100_000).default(0), { title: 'Pause', unit: 'epochs', advice: 'After a fall, so many epochs are not counted.', advanced: true }),
    end: scheduleShare(0, 'End', 'The share of the learning rate below which it does not fall.'),
  }),
  z.strictObject({
    kind: z.literal('one-cycle'),
    rise: scheduleShare(0.3, 'Rise', 'The share of the run in which the learning rate rises to its top, which is the one set above.'),
    startDivisor: field(z.number().min(1).max(1e9).default(25), { title: 'Start divisor', advice: 'It begins at its top divided by this.', advanced: true }),
    endDivisor: field(z.number().min(1).max(1e12).default(10_000), { title: 'End divisor', advice: 'It ends at its beginning divided by this.', advanced: true }),
  }),
  z.strictObject({
    kind: z.literal('cosine'),
    end: field(z.number().min(0).max(1).default(0), {
      title: 'Final share',
      advice: 'The share of the learning rate that is left at the end; above 0 if you will train more epochs later.',
    }),
  }),
  z.strictObject({
    kind: z.literal('poly'),
    exponent: field(z.number().min(0.01).max(10).default(0.9), {
      title: 'Exponent',
      advice: '1 falls in a straight line, below 1 stays high for longer.',
    }),
  }),
  z.strictObject({ kind: z.literal('custom'), ...customFields }),
]);
