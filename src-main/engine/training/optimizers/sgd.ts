import type { Parameter } from '../../models/contract.ts';
import type { ClipOptions } from './clip-options.ts';
import { FlatOptimizer } from './flat-optimizer.ts';
import type { TrainingOptimizer } from './optimizer.ts';

export interface SgdOptions extends ClipOptions {
  readonly learningRate: number;
  /** Share of the last step that is kept; 0 unless said. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Added to the gradient, times the weight; 0 unless said. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent: v ← μ v + g, w ← w − η v; with Nesterov
 * w ← w − η (g + μ v).
 *
 * Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and
 * momentum in deep learning", ICML 2013, in PyTorch's form: the learning rate
 * is not part of v, and v begins as the first gradient.
 */
export function sgd(parameters: readonly Parameter[], options: SgdOptions): TrainingOptimizer {
  const { learningRate, momentum = 0, nesterov = false, weightDecay = 0, clipNorm = 0, clipValue = 0 } = options;
  const settings = { kind: 'sgd', momentum, nesterov, weightDecay, clipNorm, beta1: 0, beta2: 0, epsilon: 0 } as const;
  return new FlatOptimizer(parameters, momentum > 0 ? 1 : 0, learningRate, settings, clipValue);
}
