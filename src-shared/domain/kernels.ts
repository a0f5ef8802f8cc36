/**
 * Kernels of ours beyond TensorFlow.js's own: `engine/ops` runs one where the
 * backend registered it under this name, and composes it of standard ops where
 * not; `compute/simd` registers all of them. Inputs and attributes are named as
 * in the comments; outputs come in the order given.
 *
 * Spatial arrays are channel-last, [batch, …spatial, channel] with two or three
 * spatial axes; filters are [...spatial, channelIn, channelOut]. Lists in
 * attributes have one entry per spatial axis.
 */
export const KERNELS = {
  /** {x, filter, bias?} → [y] */
  convolution: 'DeliraConvolution',
  /** {dy, filter, bias?} → [dx]: the gradient with respect to x; also the transposed convolution, which alone has a bias. */
  convolutionInput: 'DeliraConvolutionInput',
  /** {x, dy} → [dfilter] */
  convolutionFilter: 'DeliraConvolutionFilter',
  /** {dy, y?} → [dz, dbias]: dz = dy where y > 0 (all of dy without y); dbias sums dz over all axes but the last. */
  activationBias: 'DeliraActivationBias',
  /** {x} → [y, place]: place is int32, the flat index in x's image (batch entry) of each maximum, ties to the first; -1 where nothing is above minus infinity (NaN is not). */
  maxPool: 'DeliraMaxPool',
  /** {dy, place} → [dx]: each dy is added at its place; a place of -1 gets none. */
  maxPoolGradient: 'DeliraMaxPoolGradient',
  /**
   * {x, gamma?, beta?} → [y, mean, deviation]: deviation = 1 / sqrt(variance + epsilon), with the variance divided by n.
   * mean and deviation are [channel] over a batch, [batch, channel] over instances, [batch, group] over groups, [batch] over layers.
   */
  normalise: 'DeliraNormalise',
  /** {dy, x, mean, deviation, gamma?, beta?} → [dx, dgamma, dbeta], the last two [channel] with or without gamma and beta; with ReLU, whether it let a value through follows from x again. */
  normaliseGradient: 'DeliraNormaliseGradient',
  /**
   * {logits, labels, classWeights?} → [loss, dlogits]: a scalar mean, and its gradient. labels are int32 [...], logits [..., class].
   * With classWeights [class] the mean is weighted by each label's, as in PyTorch; where no label counts, both are 0.
   */
  softmaxCrossEntropy: 'DeliraSoftmaxCrossEntropy',
  /** {x} → [y]: nearest or (bi/tri)linear, by whole factors, half-pixel centres. */
  upSample: 'DeliraUpSample',
  /** {dy} → [dx] */
  upSampleGradient: 'DeliraUpSampleGradient',
  /**
   * {parameter0, parameter1 …, gradient0, gradient1 …, first?, second?} → []: changes parameters and moments in place.
   * Moments are flat, all parameters one after the other: sgd has `first` if it has momentum, adam and adamw have both.
   */
  optimizerStep: 'DeliraOptimizerStep',
  /**
   * {mean0, variance0, batchMean0, deviation0, mean1 …} → []: changes the moving averages of batch normalisation in place, one after the other:
   * average ← momentum · average + (1 − momentum) · batch. deviation is as `normalise` gives it.
   */
  moveAverages: 'DeliraMoveAverages',
} as const;

export type Activation = 'none' | 'relu';

export interface ConvolutionAttributes {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** [before, after] per spatial axis. */
  readonly padding: readonly (readonly [number, number])[];
  readonly activation: Activation;
}

/** For `convolutionInput`: the shape of x, which strides leave open. */
export interface ConvolutionInputAttributes extends ConvolutionAttributes {
  readonly inputShape: readonly number[];
}

/** For `convolutionFilter`. */
export interface ConvolutionFilterAttributes extends Omit<ConvolutionAttributes, 'activation'> {
  readonly filterShape: readonly number[];
}

export interface PoolAttributes {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
}

export interface PoolGradientAttributes extends PoolAttributes {
  readonly inputShape: readonly number[];
}

/**
 * Which values share a mean and a variance: `batch` all of a channel,
 * `instance` all of a channel of one image, `group` all of a group of channels
 * of one image, `layer` all of one image.
 */
export interface NormaliseAttributes {
  readonly over: 'batch' | 'instance' | 'group' | 'layer';
  /** Groups of channels, for `group`; 1 otherwise. */
  readonly groups: number;
  readonly epsilon: number;
  readonly activation: Activation;
}

/** One of each for every pair of averages. */
export interface MoveAveragesAttributes {
  /** Shares of the old averages that are kept. */
  readonly momenta: readonly number[];
  readonly epsilons: readonly number[];
}

export interface SoftmaxCrossEntropyAttributes {
  /** Labels of this value count for nothing. */
  readonly ignore: number;
}

export interface UpSampleAttributes {
  readonly factors: readonly number[];
  readonly method: 'nearest' | 'linear';
}

export type OptimizerKind = 'sgd' | 'adam' | 'adamw' | 'rmsprop';

/** Kinds that a backend's kernel knows; others are composed on every backend. */
export const FUSED_OPTIMIZERS: readonly OptimizerKind[] = ['sgd', 'adam', 'adamw'];

/** One update of all parameters: see `engine/training/optimizers` for the formulas and their sources. */
export interface OptimizerStepAttributes {
  readonly kind: OptimizerKind;
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Updates done before this one, for the bias correction. */
  readonly step: number;
  /** The largest norm of the whole gradient, or 0 for no limit: gradients are multiplied by min(1, clipNorm / (norm + 1e-6)), before weight decay. */
  readonly clipNorm: number;
}
