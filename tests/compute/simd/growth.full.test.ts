import { setTimeout as sleep } from 'node:timers/promises';
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
const BATCH = 2;
const STEPS = 10_000;
/** Live values breathe a little; a leak of even 200 bytes a step would be more than this. */
const MOST_GROWTH_BYTES = 2 << 20;
/** The pages that V8 holds for garbage come and go by this much. */
const MOST_RESIDENT_GROWTH_BYTES = 32 << 20;

describe('training cnn28 for ten thousand steps', () => {
  it('grows nothing: tensors, memory given out, memory taken, live values, the process', async () => {
    tf.enableProdMode();
    registerSimd(machine);
    await tf.setBackend('simd');
    const train = trainer({ ...BENCH_MODELS.cnn28, batch: BATCH });
    const steps = async (count: number) => {
      for (let step = 0; step < count; step++) await train();
    };
    await steps(STEPS / 10);
    const before = await held();
    await steps(STEPS);
    const after = await held();
    expect(after.exactly).toEqual(before.exactly);
    expect(after.liveBytes - before.liveBytes).toBeLessThan(MOST_GROWTH_BYTES);
    expect(after.residentBytes - before.residentBytes).toBeLessThan(MOST_RESIDENT_GROWTH_BYTES);
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Held {
  readonly exactly: { readonly tensors: number; readonly buffers: number; readonly usedBytes: number; readonly peakBytes: number; readonly takenBytes: number };
  readonly liveBytes: number;
  readonly residentBytes: number;
}

async function held(): Promise<Held> {
  const { arena } = machine;
  const { numTensors: tensors, numDataBuffers: buffers } = tf.memory();
  collectGarbage();
  const residentBytes = await settledBytes();
  const { heapUsed, external } = process.memoryUsage();
  return {
    exactly: { tensors, buffers, usedBytes: arena.usedBytes, peakBytes: arena.peakBytes, takenBytes: arena.memory.buffer.byteLength },
    liveBytes: heapUsed + external,
    residentBytes,
  };
}

/** The least of some looks: V8 gives pages back in threads of its own, later where other programs hold the cores. */
async function settledBytes(): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 10; look++) {
    await sleep(100);
    least = Math.min(least, process.memoryUsage.rss());
  }
  return least;
}
