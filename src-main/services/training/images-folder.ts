import { listDatasets } from '../../store/datasets.request.ts';
import { runSummary } from '../../store/runs.request.ts';
import type { Store } from '../../store/start.ts';

/** Where the images of a run are now: the folder of its dataset, which may have moved; null where that is not known here. */
export async function imagesOf(store: Store, runId: string): Promise<string | null> {
  const { datasetId } = await store.call(runSummary, { runId });
  const datasets = await store.call(listDatasets, null);
  return datasets.find(({ id }) => id === datasetId)?.folder ?? null;
}
