import type { Batch, BatchArrays, BatchSource } from './batch.ts';
import { fillBatch } from './fill-batch.ts';
import { arraysIn, batchBytes, firstOf } from './form.ts';
import type { SampleForm } from './form.ts';
import { batchCount, epochOrder, sampleCount } from './recipe.ts';
import type { BatchRecipe } from './recipe.ts';

/**
 * Batches made in this thread, one when the next is asked for.
 *
 * The reference for the loader threads, which make the same batches ahead of
 * time, and all that `check` and the tests need.
 */
export function createBatchSource(recipe: BatchRecipe): BatchSource {
  const free: BatchArrays[] = [];

  async function* batches(epoch: number, from: number): AsyncGenerator<Batch> {
    const order = epochOrder(recipe, epoch);
    for (let number = from; number < batchCount(recipe); number++) {
      let memory: BatchArrays | null = null;
      const filled = await fillBatch(recipe, order, epoch, number, (form) => (memory ??= takeFree(free, form) ?? allocate(form, recipe.batchSize)));
      yield toBatch(filled, memory, free);
    }
  }
  return {
    samples: sampleCount(recipe),
    batchesPerEpoch: () => batchCount(recipe),
    epoch: (epoch, from = 0) => batches(epoch, from),
  };
}

/** Memory that was given back, if it has the shapes of this batch: whole cases are of many. */
function takeFree(free: BatchArrays[], form: SampleForm): BatchArrays | null {
  const last = free.pop();
  return last && form.every(({ name, shape }) => last[name]?.shape.slice(1).join() === shape.join()) ? last : null;
}

function toBatch(filled: Omit<Batch, 'arrays' | 'release'>, memory: BatchArrays | null, free: BatchArrays[]): Batch {
  let held = memory;
  return {
    ...filled,
    arrays: memory ? firstOf(memory, filled.size) : {},
    release: () => {
      if (held) free.push(held);
      held = null;
    },
  };
}

function allocate(form: SampleForm, batchSize: number): BatchArrays {
  return arraysIn(form, batchSize, new ArrayBuffer(batchBytes(form, batchSize)));
}
