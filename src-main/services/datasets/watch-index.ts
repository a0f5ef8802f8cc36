import type { IndexProgress } from '../../../src-shared/domain/dataset.ts';
import { datasetSummary } from '../../store/datasets.request.ts';
import type { Store } from '../../store/start.ts';
import { createRest } from '../wait.ts';

const LOOK_MS = 250;

/** Progress of an index until it is ready, failed or cancelled, whichever host reads it. */
export async function* watchIndex(store: Store, datasetId: string, signal: AbortSignal): AsyncGenerator<IndexProgress> {
  const rest = createRest();
  const stopListening = store.onNotice(({ topic, id }) => {
    if (topic === 'datasets' && id === datasetId) rest.wake();
  });
  try {
    for (let told = ''; !signal.aborted; await rest.take(LOOK_MS, signal)) {
      const { status, progress } = await store.call(datasetSummary, { datasetId });
      const now = JSON.stringify(progress);
      if (progress !== null && now !== told) yield progress;
      told = now;
      if (status !== 'indexing') return;
    }
  } finally {
    stopListening();
  }
}

/** Waits while a dataset is being read, by whichever process. @throws the signal's reason once it is aborted. */
export async function untilRead(store: Store, datasetId: string, signal: AbortSignal): Promise<void> {
  const progress = watchIndex(store, datasetId, signal);
  while ((await progress.next()).done !== true);
  signal.throwIfAborted();
}
