import { z } from 'zod';
import { field } from '../field.ts';
import { AVERAGE_KINDS } from '../kinds.ts';
import { customFields, customName } from './custom.ts';

const average = field(z.enum(AVERAGE_KINDS).default('macro'), {
  title: 'Average',
  advice: 'Macro counts all classes alike, weighted by their images, micro every decision; per-class gives each class a value of its own.',
});
const ofTargets = field(z.enum(['mean', 'per-target']).default('mean'), {
  title: 'Over numbers',
  advice: 'Mean counts all numbers alike; per-target gives each a value of its own, by its place: take it where their units differ.',
  advanced: true,
});
/** What a metric says, beside its fields. */
const metricOf = <Shape extends z.ZodRawShape>(kind: z.ZodObject<Shape>, title: string, advice: string) => field(kind, { title, advice });

export const metricSchema = z.discriminatedUnion('kind', [
  metricOf(z.strictObject({ kind: z.literal('accuracy') }), 'Accuracy', 'The share of images whose class was predicted; misleading where one class is common.'),
  metricOf(z.strictObject({ kind: z.literal('balanced-accuracy') }), 'Balanced accuracy', 'The mean recall of the classes that have images; chance is 1 / classes however common they are.'),
  metricOf(z.strictObject({ kind: z.literal('precision'), average }), 'Precision', 'Of the images taken for a class, the share that are of it; 0 for a class that is there and never taken.'),
  metricOf(z.strictObject({ kind: z.literal('recall'), average }), 'Recall', 'Of the images of a class, the share that were found (sensitivity); 0 for a class that is taken and never there.'),
  metricOf(z.strictObject({ kind: z.literal('specificity'), average }), 'Specificity', 'Of the images that are not of a class, the share that were not taken for it.'),
  metricOf(
    z.strictObject({
      kind: z.literal('sensitivity-at-specificity'),
      specificity: field(z.number().min(0).max(1).default(0.95), {
        title: 'Specificity',
        advice: 'The share of healthy images that must be left in peace; the metric is the share of ill ones found at that price.',
      }),
      average,
    }),
    'Sensitivity at a specificity',
    'The highest recall of any threshold whose specificity is at least this; of two classes, the second is what is looked for.',
  ),
  metricOf(z.strictObject({ kind: z.literal('f1'), average }), 'F1', 'The harmonic mean of precision and recall.'),
  metricOf(
    z.strictObject({
      kind: z.literal('f-beta'),
      beta: field(z.number().min(0.01).max(100).default(2), { title: 'Beta', advice: 'How many times as much recall counts as precision; above 1 where a miss is worse than a false alarm.' }),
      average,
    }),
    'F-beta',
    'The harmonic mean of precision and recall, in which one of them counts more.',
  ),
  metricOf(z.strictObject({ kind: z.literal('jaccard'), average }), 'Jaccard', 'Of the images that are of a class or were taken for it, the share for which both hold.'),
  metricOf(z.strictObject({ kind: z.literal('hamming') }), 'Hamming loss', 'The share of labels that are wrong; with one class to an image the same as zero-one loss.'),
  metricOf(z.strictObject({ kind: z.literal('zero-one') }), 'Zero-one loss', 'The share of images whose class was not predicted.'),
  metricOf(z.strictObject({ kind: z.literal('log-loss') }), 'Log loss', 'The mean of −log of the probability given to the true class; large where the network is sure and wrong.'),
  metricOf(z.strictObject({ kind: z.literal('matthews') }), 'Matthews correlation', 'The correlation of truth and prediction, 0 at chance however common classes are.'),
  metricOf(z.strictObject({ kind: z.literal('auroc'), average }), 'AUROC', 'How likely an image of a class is ranked above one of another: 0.5 at chance; each class against all others.'),
  metricOf(z.strictObject({ kind: z.literal('average-precision'), average }), 'Average precision', 'The precision over all thresholds, weighted by the recall each adds; chance is the share of the class.'),
  metricOf(
    z.strictObject({
      kind: z.literal('calibration-error'),
      bins: field(z.int().min(1).max(1000).default(15), { title: 'Bins', advice: 'Of equal width in confidence; fewer if there are few images.', advanced: true }),
    }),
    'Expected calibration error',
    'How far confidence is from the share that is right, on average; above 0.1 do not read probabilities as such.',
  ),
  metricOf(z.strictObject({ kind: z.literal('dice') }), 'Dice', 'Of masks: twice the pixels that truth and prediction share, over the pixels of both; of whole cases on their own grid, a class that is nowhere left out.'),
  metricOf(z.strictObject({ kind: z.literal('iou') }), 'Intersection over union', 'Of masks: the pixels that truth and prediction share, over those that either has; lower than Dice by its nature.'),
  metricOf(
    z.strictObject({ kind: z.literal('hausdorff95') }),
    'Hausdorff distance, 95 %',
    'Of masks: the distance in mm (pixels where files have no spacing) that 95 % of both surfaces are within of the other; a class that only one of them shows counts as far as the grid reaches.',
  ),
  metricOf(
    z.strictObject({ kind: z.literal('surface-distance') }),
    'Mean surface distance',
    'Of masks: the mean distance in mm (pixels where files have no spacing) of each surface from the other, averaged over both.',
  ),
  metricOf(z.strictObject({ kind: z.literal('mae'), average: ofTargets }), 'Mean absolute error', 'Of numbers: how far off a prediction is on average, in the unit of the number.'),
  metricOf(z.strictObject({ kind: z.literal('mse'), average: ofTargets }), 'Mean squared error', 'Of numbers: the mean of squared errors, in which large ones count most.'),
  metricOf(z.strictObject({ kind: z.literal('r2'), average: ofTargets }), 'R²', 'Of numbers: the share of their variance that is explained; 0 is no better than their mean, 1 is perfect.'),
  metricOf(z.strictObject({ kind: z.literal('custom'), ...customFields, name: customName }), 'Your own', 'A metric in a file of yours, of each batch or of all predictions of an epoch.'),
]);
