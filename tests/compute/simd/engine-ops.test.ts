/**
 * The engine's operations once more, on the kernels of `simd`: values against
 * sums that are written out, gradients against finite differences in float64.
 */
import { afterAll } from 'vitest';
import { runOn } from '../../helpers/plain-backend.ts';
import { startPoisoned } from './parity.ts';

const machine = startPoisoned();
afterAll(() => machine.close());
runOn('simd');
await import('../../engine/ops/convolution.test.ts');
await import('../../engine/ops/dense.test.ts');
await import('../../engine/ops/losses.test.ts');
await import('../../engine/ops/move-averages.test.ts');
await import('../../engine/ops/normalise.test.ts');
await import('../../engine/ops/pool.test.ts');
await import('../../engine/ops/transposed-convolution.test.ts');
await import('../../engine/ops/up-sample.test.ts');
await import('../../engine/losses/criterions.test.ts');
await import('../../engine/training/optimizers/optimizers.test.ts');
await import('../../engine/training/updates.test.ts');
await import('../../engine/models/layers.test.ts');
