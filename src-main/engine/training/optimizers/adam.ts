import type { Parameter } from '../../models/contract.ts';
import type { ClipOptions } from './clip-options.ts';
import { FlatOptimizer } from './flat-optimizer.ts';
import type { TrainingOptimizer } from './optimizer.ts';

export interface AdamOptions extends ClipOptions {
  readonly learningRate: number;
  /** 0.9 unless said. */
  readonly beta1?: number;
  /** 0.999 unless said. */
  readonly beta2?: number;
  /** Added to the root of the second moment after its correction; 1e-8 unless said. */
  readonly epsilon?: number;
  /** 0 unless said. */
  readonly weightDecay?: number;
}

/**
 * Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², and
 * w ← w − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
 * Weight decay is added to the gradient.
 *
 * Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015.
 */
export function adam(parameters: readonly Parameter[], options: AdamOptions): TrainingOptimizer {
  return build('adam', parameters, options);
}

/**
 * Adam with weight decay apart from the gradient: w ← (1 − η λ) w first.
 *
 * Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019,
 * in PyTorch's form, where λ is scaled by the learning rate.
 */
export function adamW(parameters: readonly Parameter[], options: AdamOptions): TrainingOptimizer {
  return build('adamw', parameters, options);
}

function build(kind: 'adam' | 'adamw', parameters: readonly Parameter[], options: AdamOptions): TrainingOptimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, clipNorm = 0, clipValue = 0 } = options;
  return new FlatOptimizer(parameters, 2, learningRate, { kind, beta1, beta2, epsilon, weightDecay, clipNorm, momentum: 0, nesterov: false }, clipValue);
}
