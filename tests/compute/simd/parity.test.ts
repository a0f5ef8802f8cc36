import '@tensorflow/tfjs-backend-cpu';
import { afterAll, describe, expect, it } from 'vitest';
import { needs } from '../../helpers/needs.ts';
import { expectParity, losses, PARITY_CASES, PYTHON, pytorchLosses, startPoisoned } from './parity.ts';

const machine = startPoisoned();
afterAll(() => machine.close());

describe.each(PARITY_CASES)('training $name on simd', (parity) => {
  it('follows the plain backend, losses within 1e-5 at first', async () => {
    expectParity(await losses('simd', parity, 1, 3), await losses('cpu', parity, 1, 3));
  });

  it('follows PyTorch over twenty steps', async (context) => {
    needs(context, PYTHON !== null, "needs Python's torch");
    expectParity(await losses('simd', parity, 1, 20), await pytorchLosses(parity, 1, 20));
  });

  it('gives its memory back', async () => {
    await losses('simd', parity, 1, 2);
    const before = machine.arena.usedBytes;
    await losses('simd', parity, 1, 2);
    expect(machine.arena.usedBytes).toBe(before);
  });
});
