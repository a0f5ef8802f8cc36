import '@tensorflow/tfjs-backend-cpu';
import { afterAll, describe, expect, it } from 'vitest';
import { needs } from '../../helpers/needs.ts';
import { expectParity, losses, lossesOn, PARITY_CASES, PYTHON, pytorchLosses, startPoisoned } from './parity.ts';

const machine = startPoisoned();
afterAll(() => machine.close());

describe.each(PARITY_CASES)('training $name on simd', (parity) => {
  it('follows the plain backend, losses within 1e-5 at first', async () => {
    expectParity(await losses('simd', parity, 1, 2), await losses('cpu', parity, 1, 2));
  });

  it('follows PyTorch over twenty steps', async (context) => {
    needs(context, PYTHON !== null, "needs Python's torch");
    expectParity(await losses('simd', parity, 1, 20), await pytorchLosses(parity, 1, 20));
  });

  it('computes the same bits with 1, 2 and 4 threads, with either tile, and from run to run', async () => {
    const first = await losses('simd', parity, 1, 4);
    expect(await losses('simd', parity, 1, 4)).toEqual(first);
    for (const options of [{ threads: 1, columns: 16 }, { threads: 4, columns: 16 }, { threads: 2, columns: 8 }] as const) {
      expect(await lossesOn(options, parity, 1, 4), JSON.stringify(options)).toEqual(first);
    }
  });

  it('gives its memory back', async () => {
    await losses('simd', parity, 1, 2);
    const before = machine.arena.usedBytes;
    await losses('simd', parity, 1, 2);
    expect(machine.arena.usedBytes).toBe(before);
  });
});
