import { z } from 'zod';
import { field } from '../field.ts';
import { customFields, customName } from './custom.ts';

const criterionWeight = field(z.number().min(0).max(1e6).default(1), {
  title: 'Weight',
  advice: 'Its share in the summed loss; only matters where there are several losses.',
  advanced: true,
});
/** What a loss makes small, beside its fields. */
const lossOf = <Shape extends z.ZodRawShape>(kind: z.ZodObject<Shape>, title: string, advice: string) => field(kind, { title, advice });

const diceOver = field(z.enum(['image', 'batch']).default('batch'), {
  title: 'Counted over',
  advice: 'The batch, where a structure is missing in many images or patches; else each image, so that small structures count as much as large ones.',
  advanced: true,
});

export const criterionSchema = z.discriminatedUnion('kind', [
  lossOf(
    z.strictObject({
      kind: z.literal('cross-entropy'),
      weight: criterionWeight,
      classWeights: field(z.array(z.number().min(0).max(1e6)).min(1).nullable().default(null), {
        title: 'Class weights',
        unit: 'one per class',
        advice: 'What an image of each class counts, in the order of their names; raise those of rare classes that are missed.',
        advanced: true,
      }),
      labelSmoothing: field(z.number().min(0).max(0.9).default(0), {
        title: 'Label smoothing',
        advice: 'The share of each label that is given to all classes; 0.1 where labels may be wrong or confidence is too high.',
        advanced: true,
      }),
      ignoreLabel: field(z.int().min(-1).max(65_535).default(-1), {
        title: 'Ignored label',
        advice: 'Labels of this number count for nothing; -1 stands for a label that is not known.',
        advanced: true,
      }),
    }),
    'Cross-entropy',
    '−log of the probability given to the true class, where each image (or pixel) has one class.',
  ),
  lossOf(
    z.strictObject({
      kind: z.literal('binary-cross-entropy'),
      weight: criterionWeight,
      positiveWeight: field(z.number().min(0).max(1e6).default(1), {
        title: 'Weight of yes',
        advice: 'What a label of 1 counts beside one of 0; raise it where positives are rare and missed.',
      }),
    }),
    'Binary cross-entropy',
    'A yes or no for each output on its own: several labels to an image, or each class against all others.',
  ),
  lossOf(
    z.strictObject({
      kind: z.literal('focal'),
      weight: criterionWeight,
      gamma: field(z.number().min(0).max(10).default(2), { title: 'Gamma', advice: 'How strongly easy examples are played down; 0 is binary cross-entropy.' }),
      alpha: field(z.number().min(0).max(1).nullable().default(null), {
        title: 'Alpha',
        advice: 'The weight of yes, and 1 − alpha that of no; left empty, both count alike.',
      }),
      reduction: field(z.enum(['mean', 'sum']).default('mean'), { title: 'Reduction', advice: 'A sum grows with the batch, and so does the step; lower the learning rate with it.', advanced: true }),
      of: field(z.enum(['logits', 'probabilities']).default('logits'), {
        title: 'Network gives',
        advice: 'Probabilities only for a network of your own that ends in a sigmoid or softmax.',
        advanced: true,
      }),
    }),
    'Focal loss',
    'Binary cross-entropy that plays down what is easy, for few positives among many negatives.',
  ),
  lossOf(z.strictObject({ kind: z.literal('dice'), weight: criterionWeight, over: diceOver }), 'Dice', 'Overlap of masks, in which every class counts the same, however small; without the background.'),
  lossOf(z.strictObject({ kind: z.literal('dice-ce'), weight: criterionWeight, over: diceOver }), 'Dice and cross-entropy', 'Of masks: the overlap of classes, and the probability of each pixel; the best start for most data.'),
  lossOf(z.strictObject({ kind: z.literal('l1'), weight: criterionWeight }), 'L1', 'The distance of numbers; of classes, that of probabilities from 0 and 1.'),
  lossOf(z.strictObject({ kind: z.literal('mse'), weight: criterionWeight }), 'Mean squared error', "The squared distance of numbers; of classes, that of probabilities from 0 and 1 (Brier's score)."),
  lossOf(
    z.strictObject({
      kind: z.literal('huber'),
      weight: criterionWeight,
      delta: field(z.number().min(1e-6).max(1e6).default(1), { title: 'Delta', advice: 'Farther off than this, a target counts as by L1; lower it where some targets are far off.' }),
    }),
    'Huber',
    'Squared near the target, linear far from it, so that single wrong targets pull less.',
  ),
  lossOf(
    z.strictObject({
      kind: z.literal('tversky'),
      weight: criterionWeight,
      alpha: field(z.number().min(0).max(10).default(0.3), { title: 'Cost of a false alarm', advice: 'Raise it if too much is marked.' }),
      beta: field(z.number().min(0).max(10).default(0.7), { title: 'Cost of a miss', advice: 'Raise it if structures are missed; with both 0.5 it is soft Dice.' }),
      smooth: field(z.number().min(1e-6).max(1e6).default(1), { title: 'Smooth', advice: 'Added above and below, so that a class that is nowhere costs nothing.', advanced: true }),
      background: field(z.boolean().default(false), { title: 'With background', advice: 'Whether class 0 counts too.', advanced: true }),
      over: field(z.enum(['image', 'batch']).default('image'), { title: 'Counted over', advice: 'The batch, where a structure is missing in many images.', advanced: true }),
    }),
    'Tversky',
    'Overlap of masks, in which a miss may cost more than a false alarm.',
  ),
  lossOf(z.strictObject({ kind: z.literal('kl-divergence'), weight: criterionWeight }), 'KL divergence', 'How far predicted probabilities are from a target distribution; of single classes, cross-entropy.'),
  lossOf(z.strictObject({ kind: z.literal('custom'), weight: criterionWeight, ...customFields, name: customName }), 'Your own', 'A loss in a file of yours.'),
]);
