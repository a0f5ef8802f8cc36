/** A loader thread: reads, decodes, prepares, augments, and writes whole batches into the ring. */
import { parentPort, workerData } from 'node:worker_threads';
import { flattenError } from '../../../src-shared/lib/bad-input.ts';
import type { BatchArrays } from '../../engine/loading/batch.ts';
import { fillBatch } from '../../engine/loading/fill-batch.ts';
import { batchCount, epochOrder } from '../../engine/loading/recipe.ts';
import { explainFault } from '../user-code/faults.ts';
import { loadUserCode } from '../user-code/load.ts';
import { placeOf } from './messages.ts';
import type { LoaderNote, LoaderThreadData } from './messages.ts';
import { createRecipe } from './recipe.ts';
import { RingWriter } from './ring.ts';
import type { SlotState } from './ring.ts';

const { recipe: data, ring, stretch } = workerData as LoaderThreadData;
const recipe = createRecipe(data, await loadUserCode(data.code?.files ?? [], data.code?.entries ?? [], data.code?.extra ?? {}));
const namesOwn = Boolean(data.code?.dataset ?? data.code?.collate);
const perEpoch = batchCount(recipe);
const writer = new RingWriter(ring);
const orders = new Map<number, Int32Array>();

for (;;) {
  const batch = writer.claim();
  if (placeOf(stretch, perEpoch, batch).epoch > stretch.lastEpoch) break;
  const arrays = writer.wait(batch);
  if (arrays === null) break;
  writer.publish(batch, await makeBatch(batch, arrays));
}
post({ kind: 'done' });

async function makeBatch(batch: number, arrays: BatchArrays): Promise<SlotState> {
  const { epoch, batch: inEpoch } = placeOf(stretch, perEpoch, batch);
  try {
    const { size, samples, skipped } = await fillBatch(recipe, orderOf(epoch), epoch, inEpoch, () => arrays);
    // Only the user's own dataset or loader knows which samples it gives.
    const noted = skipped.length > 0 || namesOwn;
    if (noted) post({ kind: 'skipped', batch, samples, skipped });
    return { size, noted };
  } catch (error) {
    post({ kind: 'failed', batch, error: flattenError(explainFault(error)) });
    return { size: 0, noted: true };
  }
}

/** Kept for the epoch at hand and the one before, whose last batches other threads may still make. */
function orderOf(epoch: number): Int32Array {
  const known = orders.get(epoch);
  if (known) return known;
  const order = epochOrder(recipe, epoch);
  orders.set(epoch, order);
  orders.delete(epoch - 2);
  return order;
}

function post(note: LoaderNote): void {
  parentPort?.postMessage(note);
}
