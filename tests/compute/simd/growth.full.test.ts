import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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
/** Live values breathe a little; a leak of even 200 bytes a step would be more than this. */
const MOST_GROWTH_BYTES = 2 << 20;

describe('training cnn28 for ten thousand steps', () => {
  it('grows nothing: tensors, memory given out, memory taken, live values', async () => {
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
    expect({ ...after, liveBytes: 0 }).toEqual({ ...before, liveBytes: 0 });
    expect(after.liveBytes - before.liveBytes).toBeLessThan(MOST_GROWTH_BYTES);
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** After a collection: how many pages V8 keeps for its next garbage is its own affair. */
function held(): { readonly tensors: number; readonly usedBytes: number; readonly peakBytes: number; readonly takenBytes: number; readonly liveBytes: number } {
  const { arena } = machine;
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return {
    tensors: tf.memory().numTensors,
    usedBytes: arena.usedBytes,
    peakBytes: arena.peakBytes,
    takenBytes: arena.memory.buffer.byteLength,
    liveBytes: heapUsed + external,
  };
}
