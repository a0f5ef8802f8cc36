import type { Parameter } from '../../models/contract.ts';
import { FlatOptimizer } from './flat-optimizer.ts';
import type { TrainingOptimizer } from './optimizer.ts';
import type { ClipOptions } from './clip-options.ts';

export interface RmsPropOptions extends ClipOptions {
  readonly learningRate: number;
  /** How long past squared gradients are remembered; 0.99 unless said. */
  readonly decay?: number;
  /** Added to the root of the mean square; 1e-8 unless said. */
  readonly epsilon?: number;
  /** Share of the last step that is kept; 0 unless said. */
  readonly momentum?: number;
  /** Added to the gradient, times the weight; 0 unless said. */
  readonly weightDecay?: number;
}

/**
 * RMSprop: s ← ρ s + (1 − ρ) g², u = g / (√s + ε), w ← w − η u; with momentum
 * v ← μ v + u, w ← w − η v.
 *
 * Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5,
 * 2012, in PyTorch's form: s is not corrected for its beginning at 0.
 */
export function rmsProp(parameters: readonly Parameter[], options: RmsPropOptions): TrainingOptimizer {
  const { learningRate, decay = 0.99, epsilon = 1e-8, momentum = 0, weightDecay = 0, clipNorm = 0, clipValue = 0 } = options;
  const settings = { kind: 'rmsprop', beta1: 0, beta2: decay, epsilon, momentum, nesterov: false, weightDecay, clipNorm } as const;
  return new FlatOptimizer(parameters, momentum > 0 ? 2 : 1, learningRate, settings, clipValue);
}
