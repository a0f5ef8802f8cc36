import { z } from 'zod';
import { SELECTABLE_METRIC } from './metric-name.ts';
import { field } from './field.ts';
import { AVERAGE_KINDS, LAYOUTS, NORMALISATIONS, REDUCE_KINDS, SPLIT_KINDS } from './kinds.ts';

/** Raised when a spec written today could not be read by yesterday's app. */
export const EXPERIMENT_FORMAT_VERSION = 1;

const fraction = z.number().min(0).max(0.9);
const probability = (value: number) =>
  field(z.number().min(0).max(1).default(value), {
    title: 'Probability',
    advice: 'The share of images that are changed; lower it if training images look less like the ones you will predict.',
  });
const seed = (value: number, what: string) =>
  field(z.int().min(0).max(2 ** 32 - 1).default(value), {
    title: 'Seed',
    advice: `The same seed gives the same ${what}; change it to see how much of a result is luck.`,
    advanced: true,
  });

const dataset = z.strictObject({
  folder: field(z.string().min(1), {
    title: 'Folder',
    advice: 'The folder that holds the images; it is only ever read.',
  }),
  layout: field(z.enum(['auto', ...LAYOUTS]).default('auto'), {
    title: 'Layout',
    advice: 'How labels are told from the files; choose it by hand if the one that was found is not what you meant.',
    advanced: true,
  }),
  manifest: field(z.string().min(1).nullable().default(null), {
    title: 'Manifest',
    advice: 'The CSV file with one row per image; name it if the folder holds several.',
    advanced: true,
  }),
  cache: field(z.enum(['none', 'memory']).default('memory'), {
    title: 'Cache',
    advice: 'Keeps prepared images in memory as far as the budget reaches; choose none if the machine runs out of memory.',
    advanced: true,
  }),
  cacheBudgetMb: field(z.int().min(0).max(1_000_000).default(2048), {
    title: 'Cache budget',
    unit: 'MB',
    advice: 'What does not fit is read anew in every epoch; lower it if other programs need the memory.',
    advanced: true,
  }),
});

const prepareStep = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('resize'),
    size: field(z.tuple([z.int().min(1).max(8192), z.int().min(1).max(8192)]), {
      title: 'Size',
      unit: 'pixels (height, width)',
      advice: 'Every image is brought to this size; lower it if training is slow or memory is short.',
    }),
    interpolation: field(z.enum(['linear', 'nearest']).default('linear'), {
      title: 'Interpolation',
      advice: 'Linear for pictures; nearest where pixel values are codes that must not be mixed.',
      advanced: true,
    }),
  }),
  z.strictObject({
    kind: z.literal('channels'),
    count: field(z.union([z.literal(1), z.literal(3)]), {
      title: 'Channels',
      advice: 'One for grey, three for colour; grey images are repeated, colour ones weighted to grey, opacity is dropped.',
    }),
  }),
  z.strictObject({
    kind: z.literal('range'),
    low: field(z.number().default(0), { title: 'Low', advice: 'The value that the smallest possible pixel becomes.' }),
    high: field(z.number().default(1), { title: 'High', advice: 'The value that the largest possible pixel becomes.' }),
    from: field(z.enum(['type', 'image']).default('type'), {
      title: 'From',
      advice: "The span that is stretched: the whole of the pixel type, or each image's own smallest to largest value.",
      advanced: true,
    }),
  }),
  z.strictObject({ kind: z.literal('z-score') }),
  z.strictObject({
    kind: z.literal('pad'),
    size: field(z.array(z.int().min(1).max(8192)).min(2).max(3), {
      title: 'Size',
      unit: 'pixels (height, width) or voxels (z, y, x)',
      advice: 'Every image is brought to this size, kept in the middle: zeros are added around it, which no mask counts, or its margins cut off.',
    }),
  }),
]);

const transform = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mirror'),
    axes: field(z.array(z.int().min(0).max(2)).min(1).default([1]), {
      title: 'Axes',
      advice: '0 flips top and bottom, 1 flips left and right; leave out an axis along which your images have a fixed side.',
    }),
    probability: probability(0.5),
  }),
  z.strictObject({
    kind: z.literal('rotate'),
    degrees: field(z.number().min(0).max(180).default(15), {
      title: 'Largest angle',
      unit: 'degrees',
      advice: 'Drawn evenly from minus to plus this angle; lower it if corners of the object leave the image.',
    }),
    probability: probability(0.5),
  }),
  z.strictObject({
    kind: z.literal('contrast'),
    range: field(
      z
        .tuple([z.number().min(0.01).max(100), z.number().min(0.01).max(100)])
        .refine(([low, high]) => low <= high, 'expected the smaller factor first')
        .default([0.75, 1.25]),
      {
        title: 'Factor',
        advice: 'Values move away from or towards the mean of their image by this factor; narrow it if images look washed out.',
      },
    ),
    probability: probability(0.15),
  }),
]);

const split = z.strictObject({
  kind: field(z.enum(SPLIT_KINDS).default('auto'), {
    title: 'Split',
    advice: 'Auto takes the sides that the folder or manifest names, and draws what is missing; k-fold tests on one part after the other.',
  }),
  validation: field(fraction.default(0.15), {
    title: 'Validation share',
    advice: 'Of all images, drawn unless the data name a validation side; 0 selects nothing by it.',
  }),
  test: field(fraction.default(0.15), {
    title: 'Test share',
    advice: 'Of all images, set aside and never looked at while training; drawn unless the data name a test side.',
  }),
  folds: field(z.int().min(2).max(100).default(5), {
    title: 'Folds',
    unit: 'parts of a k-fold',
    advice: 'Every image is tested on in exactly one of them; more folds leave more to train on and take longer.',
    advanced: true,
  }),
  fold: field(z.int().min(1).max(100).default(1), {
    title: 'Fold',
    unit: 'of a k-fold, from 1',
    advice: 'The part that this run is tested on; start one run for each.',
    advanced: true,
  }),
  stratify: field(z.boolean().default(true), {
    title: 'Stratify',
    advice: 'Gives every side the same mix of classes; switch it off only if classes have too few images.',
    advanced: true,
  }),
  groupBy: field(z.enum(['auto', 'none', 'group']).default('auto'), {
    title: 'Keep together',
    advice: 'Images of one group (a patient) stay on one side; auto does so whenever groups are known.',
    advanced: true,
  }),
  seed: seed(12_345, 'split'),
});

const samplerSeed = seed(7, 'order of images');

const sampler = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('random'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('random-with-replacement'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('sequential') }),
  z.strictObject({ kind: z.literal('prevalence-random'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('prevalence-sequential'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('stopping-prevalence-random'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('stopping-prevalence-sequential'), seed: samplerSeed }),
  z.strictObject({
    kind: z.literal('weighted'),
    weights: field(z.array(z.number().min(0).max(1e9)).min(2), {
      title: 'Weights',
      unit: 'one per class, in their order',
      advice: 'How often an image of each class is drawn, beside the others; 0 leaves a class out.',
    }),
    seed: samplerSeed,
  }),
  z.strictObject({ kind: z.literal('weighted-prevalence'), seed: samplerSeed }),
]);

const loader = z.strictObject({
  batchSize: field(z.int().min(1).max(65_536).default(32), {
    title: 'Batch size',
    unit: 'images',
    advice: 'Images per step; halve it if memory runs out, and halve the learning rate with it.',
  }),
  dropLast: field(z.boolean().default(false), {
    title: 'Drop the last batch',
    advice: 'Leaves out the images that do not fill a whole batch at the end of an epoch.',
    advanced: true,
  }),
  batchesPerEpoch: field(z.union([z.literal('auto'), z.int().min(1).max(10_000_000)]).default('auto'), {
    title: 'Batches per epoch',
    unit: 'batches',
    advice: 'Auto goes through the images once; set it where an epoch takes so long that you wait for its validation.',
    advanced: true,
  }),
  sampler: field(sampler.prefault({ kind: 'random' }), {
    title: 'Sampler',
    advice: 'Random takes each image once per epoch; the prevalence kinds give every batch the same number of each class: choose one where a class is rare.',
    advanced: true,
  }),
  workers: field(z.union([z.literal('auto'), z.int().min(0).max(64)]).default('auto'), {
    title: 'Loader threads',
    unit: 'threads',
    advice: 'Threads that read and augment; raise it if the run page says that training waits for images.',
    advanced: true,
  }),
});

const unetFields = (features: number[], normalisation: (typeof NORMALISATIONS)[number]) => ({
  features: field(z.array(z.int().min(1).max(4096)).min(1).max(8).default(features), {
    title: 'Features',
    unit: 'channels per level',
    advice: 'One level each, of half the size of the one above; add a level to see more around a pixel, widen them if training loss stays high.',
  }),
  normalisation: field(z.enum(NORMALISATIONS).default(normalisation), {
    title: 'Normalisation',
    advice: 'Batch for batches of about eight and more, instance or group for smaller ones.',
  }),
  up: field(z.enum(['transposed', 'linear']).default('transposed'), {
    title: 'Way up',
    advice: 'Transposed convolutions are learnt; linear enlarges and needs fewer weights: try it if predictions look like a chess board.',
    advanced: true,
  }),
  join: field(z.enum(['concatenate', 'add']).default('concatenate'), {
    title: 'Join levels by',
    advice: 'Concatenate keeps both; add needs less memory.',
    advanced: true,
  }),
});

export const modelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cnn'),
    filters: field(z.array(z.int().min(1).max(4096)).min(1).max(8).default([32, 64]), {
      title: 'Filters',
      unit: 'channels per convolution',
      advice: 'One 3 × 3 convolution each, then one pooling; add or widen them if training loss stays high.',
    }),
    dense: field(z.int().min(1).max(65_536).default(128), {
      title: 'Dense units',
      advice: 'Width of the layer before the classes; lower it if the network has too many weights for your images.',
    }),
    dropout: field(z.number().min(0).max(0.9).default(0), {
      title: 'Dropout',
      advice: 'The share of dense units switched off in each step; raise it if validation gets worse while training gets better.',
    }),
  }),
  z.strictObject({ kind: z.literal('resnet18') }),
  z.strictObject({ kind: z.literal('unet2d'), ...unetFields([16, 32, 64, 128, 256], 'batch') }),
  z.strictObject({ kind: z.literal('unet3d'), ...unetFields([16, 32, 64, 128], 'instance') }),
]);

const weightDecay = field(z.number().min(0).max(1).default(0), {
  title: 'Weight decay',
  advice: 'Pulls weights towards zero; raise it a little if validation gets worse while training gets better.',
  advanced: true,
});
const learningRate = (value: number) =>
  field(z.number().min(0).max(100).default(value), {
    title: 'Learning rate',
    advice: 'If the loss becomes NaN or jumps about, divide it by ten; if it barely falls, multiply it by three.',
  });
const beta = (value: number, title: string) =>
  field(z.number().min(0).max(0.999_999).default(value), {
    title,
    advice: 'How long past gradients are remembered; the default is nearly always right.',
    advanced: true,
  });
const adamFields = {
  learningRate: learningRate(0.001),
  beta1: beta(0.9, 'Beta 1'),
  beta2: beta(0.999, 'Beta 2'),
  epsilon: field(z.number().min(1e-12).max(1).default(1e-8), {
    title: 'Epsilon',
    advice: 'Keeps the step finite where gradients vanish; raise it if the loss jumps late in training.',
    advanced: true,
  }),
  weightDecay,
};

const optimizer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('adam'), ...adamFields }),
  z.strictObject({ kind: z.literal('adamw'), ...adamFields }),
  z.strictObject({
    kind: z.literal('sgd'),
    learningRate: learningRate(0.01),
    momentum: field(z.number().min(0).max(0.9999).default(0.9), {
      title: 'Momentum',
      advice: 'How much of the last step is kept; lower it if the loss swings up and down.',
    }),
    nesterov: field(z.boolean().default(false), {
      title: 'Nesterov',
      advice: 'Looks ahead along the momentum; try it if plain momentum overshoots.',
      advanced: true,
    }),
    weightDecay,
  }),
  z.strictObject({
    kind: z.literal('rmsprop'),
    learningRate: learningRate(0.001),
    decay: beta(0.99, 'Decay'),
    epsilon: adamFields.epsilon,
    momentum: field(z.number().min(0).max(0.9999).default(0), {
      title: 'Momentum',
      advice: 'How much of the last step is kept; lower it if the loss swings up and down.',
    }),
    weightDecay,
  }),
]);

const scheduleShare = (value: number, title: string, advice: string) => field(z.number().min(0).max(1).default(value), { title, advice });
/** A value that a callback looks at, where it may be another than the best checkpoint's. */
const goesBy = field(z.string().regex(SELECTABLE_METRIC, 'expected a name that begins with train_ or val_, such as val_loss').nullable().default(null), {
  title: 'By',
  advice: 'The value that is looked at, such as val_loss; left empty, the one that the best checkpoint is chosen by.',
  advanced: true,
});

const schedule = z.discriminatedUnion('kind', [
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
]);

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
]);

const average = field(z.enum(AVERAGE_KINDS).default('macro'), {
  title: 'Average',
  advice: 'Macro counts all classes alike, weighted by their images, micro every decision; per-class gives each class a value of its own.',
});
/** What a metric says, beside its fields. */
const metricOf = <Shape extends z.ZodRawShape>(kind: z.ZodObject<Shape>, title: string, advice: string) => field(kind, { title, advice });

const metric = z.discriminatedUnion('kind', [
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
]);

const training = z.strictObject({
  epochs: field(z.int().min(1).max(1_000_000).default(10), {
    title: 'Epochs',
    unit: 'passes over the images',
    advice: 'Raise it while validation still gets better; a finished run can be trained further.',
  }),
  criterions: field(z.union([z.literal('auto'), z.array(criterionSchema).min(1)]).default('auto'), {
    title: 'Losses',
    advice: 'What training makes small: the sum of these, each times its weight; auto takes cross-entropy for classes, and Dice with cross-entropy for masks.',
  }),
  metrics: field(z.union([z.literal('auto'), z.array(metric)]).default('auto'), {
    title: 'Metrics',
    advice: 'What is measured of all images of an epoch, any of which can decide which checkpoint is the best; auto takes accuracy for classes, and Dice for masks.',
  }),
  optimizer: optimizer.prefault({ kind: 'adam' }),
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
  schedule: schedule.prefault({ kind: 'constant' }),
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
        mode: z.enum(['min', 'max']),
      })
      .nullable()
      .default(null),
    {
      title: 'Best by',
      advice: 'The value that decides which checkpoint is the best; left empty, validation accuracy or Dice, or training loss without validation.',
      advanced: true,
    },
  ),
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
  dataset,
  prepare: field(z.union([z.literal('auto'), z.array(prepareStep)]).default('auto'), {
    title: 'Prepare',
    advice: 'Done once to every image before any chance; auto brings images to one size and scales pixels to 0..1.',
  }),
  split: split.prefault({}),
  loader: loader.prefault({}),
  validation: z
    .strictObject({
      batchSize: field(z.int().min(1).max(65_536).nullable().default(null), {
        title: 'Validation batch size',
        unit: 'images',
        advice: 'Left empty, the same as in training; it changes speed and memory only, never the result.',
        advanced: true,
      }),
      everyEpochs: field(z.int().min(1).max(100_000).default(1), {
        title: 'Validate every',
        unit: 'epochs',
        advice: 'Raise it where validation takes long; the last epoch is always validated.',
        advanced: true,
      }),
    })
    .prefault({}),
  augment: z.array(transform).default([]),
  model: modelSchema.prefault({ kind: 'cnn' }),
  training: training.prefault({}),
  device: field(z.string().regex(/^(auto|cpu|gpu|gpu:\d+)$/, 'expected auto, cpu, gpu or gpu:0').default('auto'), {
    title: 'Device',
    advice: 'Auto takes the fastest that passed its self-test; choose cpu if the GPU is needed for something else.',
  }),
  seed: seed(1, 'weights and augmentation'),
  extra: z.record(z.string(), z.unknown()).default({}),
});

export type ExperimentSpec = z.output<typeof experimentSchema>;
/** As a file may give it: everything with a default may be left out. */
export type ExperimentInput = z.input<typeof experimentSchema>;

export type PrepareStep = z.output<typeof prepareStep>;
export type TransformSpec = z.output<typeof transform>;
export type SplitSpec = z.output<typeof split>;
export type LoaderSpec = z.output<typeof loader>;
export type ModelSpec = z.output<typeof modelSchema>;
export type OptimizerSpec = z.output<typeof optimizer>;
export type ScheduleSpec = z.output<typeof schedule>;
export type CriterionSpec = z.output<typeof criterionSchema>;
export type MetricSpec = z.output<typeof metric>;
export type TrainingSpec = z.output<typeof training>;
