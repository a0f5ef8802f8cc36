/**
 * Registered kinds, one list per noun. Experiment files, journals and the page
 * use exactly these names; a switch over one ends in `assertNever`, so a kind
 * that is added here and forgotten elsewhere is a type error.
 */
export const LAYOUTS = ['class-folders', 'manifest', 'image-masks', 'decathlon', 'image-targets', 'dicom-series', 'patient-folders', 'unlabelled'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** What is learnt: one class for each image, one for each of its pixels, or numbers of an image. */
export const TASKS = ['classification', 'segmentation', 'regression', 'generation'] as const;
export type Task = (typeof TASKS)[number];

export const PREPARE_KINDS = ['resize', 'channels', 'range', 'z-score', 'pad', 'orient', 'resample', 'clip', 'ct'] as const;
export const AUGMENT_KINDS = ['mirror', 'rotate', 'contrast', 'custom'] as const;
export const SPLIT_KINDS = ['auto', 'given', 'random', 'k-fold', 'file'] as const;
export const MODEL_KINDS = ['cnn', 'vgg', 'resnet18', 'resnet34', 'resnet50', 'unet2d', 'unet3d', 'dcgan', 'vae', 'custom'] as const;
export const NORMALISATIONS = ['none', 'batch', 'instance', 'group'] as const;
export const LOSS_KINDS = ['cross-entropy', 'binary-cross-entropy', 'focal', 'dice', 'dice-ce', 'l1', 'mse', 'huber', 'tversky', 'kl-divergence', 'custom'] as const;
export const METRIC_KINDS = [
  'accuracy',
  'balanced-accuracy',
  'precision',
  'recall',
  'specificity',
  'sensitivity-at-specificity',
  'f1',
  'f-beta',
  'jaccard',
  'hamming',
  'zero-one',
  'log-loss',
  'matthews',
  'auroc',
  'average-precision',
  'calibration-error',
  'dice',
  'iou',
  'hausdorff95',
  'surface-distance',
  'mae',
  'mse',
  'r2',
  'custom',
] as const;
/** Those of masks, which score whole cases. */
export const MASK_METRIC_KINDS: readonly (typeof METRIC_KINDS)[number][] = ['dice', 'iou', 'hausdorff95', 'surface-distance'];
/** Those of masks that are measured in mm. */
export const DISTANCE_METRIC_KINDS: readonly (typeof METRIC_KINDS)[number][] = ['hausdorff95', 'surface-distance'];
/** Those of numbers that are predicted; all that are of neither are of the classes of images. */
export const NUMBER_METRIC_KINDS: readonly (typeof METRIC_KINDS)[number][] = ['mae', 'mse', 'r2'];
/** How the scores of classes become one: CONTRACTS.md, *Arrays and geometry*. */
export const AVERAGE_KINDS = ['macro', 'weighted', 'micro', 'per-class'] as const;
export type AverageKind = (typeof AVERAGE_KINDS)[number];
export const OPTIMIZER_KINDS = ['sgd', 'adam', 'adamw', 'rmsprop'] as const;
export const SCHEDULE_KINDS = ['constant', 'step', 'multi-step', 'exponential', 'plateau', 'one-cycle', 'cosine', 'poly', 'custom'] as const;
/** What the values of an epoch's batches become: delira's modes, its mean weighted by samples. */
export const REDUCE_KINDS = ['mean', 'sum', 'first', 'last'] as const;
export type ReduceKind = (typeof REDUCE_KINDS)[number];

