import { afterAll, describe, expect, it } from 'vitest';
import { Machine } from '../../../src-main/compute/simd/machine.ts';
import { registerSimd } from '../../../src-main/compute/simd/register.ts';
import * as tf from '../../../src-main/engine/tf.ts';
import { BENCH_MODELS } from '../../bench/models.ts';
import { trainer } from '../../bench/train.ts';

const machine = new Machine({ threads: 2, columns: 16 });
afterAll(() => machine.close());

/** Small batches: what could grow does so by the step. */
const BATCH = 8;
const STEPS = 10_000;
/** Heaps breathe; a leak of even one kilobyte a step would be more than this. */
const MOST_GROWTH_BYTES = 8 << 20;

describe('training cnn28 for ten thousand steps', () => {
  it('grows nothing: tensors, memory given out, memory taken, the process', async () => {
    tf.enableProdMode();
    registerSimd(machine);
    await tf.setBackend('simd');
    const train = trainer({ ...BENCH_MODELS.cnn28, batch: BATCH });
    const steps = async (count: number) => {
      for (let step = 0; step < count; step++) await train();
    };
    await steps(STEPS / 10);
    const before = held();
    await steps(STEPS);
    const after = held();
    expect({ ...after, residentBytes: 0 }).toEqual({ ...before, residentBytes: 0 });
    expect(after.residentBytes - before.residentBytes).toBeLessThan(MOST_GROWTH_BYTES);
  });
});

function held(): { readonly tensors: number; readonly usedBytes: number; readonly peakBytes: number; readonly takenBytes: number; readonly residentBytes: number } {
  const { arena } = machine;
  return {
    tensors: tf.memory().numTensors,
    usedBytes: arena.usedBytes,
    peakBytes: arena.peakBytes,
    takenBytes: arena.memory.buffer.byteLength,
    residentBytes: process.memoryUsage().rss,
  };
}
