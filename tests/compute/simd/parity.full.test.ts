import '@tensorflow/tfjs-backend-cpu';
import { afterAll, describe, it } from 'vitest';
import { needs } from '../../helpers/needs.ts';
import { expectParity, losses, PARITY_CASES, PYTHON, pytorchLosses, SEEDS, startPoisoned } from './parity.ts';

const machine = startPoisoned();
afterAll(() => machine.close());

describe.each(PARITY_CASES)('training $name on simd', (parity) => {
  for (const seed of SEEDS) {
    it(`follows the plain backend over twenty steps, seed ${seed}`, async () => {
      expectParity(await losses('simd', parity, seed, 20), await losses('cpu', parity, seed, 20));
    });

    it(`follows PyTorch over twenty steps, seed ${seed}`, async (context) => {
      needs(context, PYTHON !== null, "needs Python's torch");
      expectParity(await losses('simd', parity, seed, 20), await pytorchLosses(parity, seed, 20));
    });
  }
});
