import { defineStore } from 'pinia';
import { useBackend } from './backend.ts';
import { useLive } from './live.ts';

/** Every dataset, and what can be done with one. */
export const useDatasetsStore = defineStore('datasets', () => {
  const { api, imageUrl } = useBackend();
  const missing = useLive({ topics: ['datasets'], key: 'all' }, (each) => each.datasets.missing());
  const list = useLive({ topics: ['datasets'], key: 'all' }, (each) => each.datasets.list());

  /** An action, and the list anew: the notice that follows comes later than the answer. */
  async function then<Value>(action: Promise<Value>): Promise<Value> {
    const answer = await action;
    await Promise.all([list.reload(), missing.reload()]);
    return answer;
  }
  return {
    list: list.value,
    error: list.error,
    loading: list.loading,
    reload: list.reload,
    /** Ids of those whose folder is not where it was; null until that is known. */
    missing: missing.value,
    lookAgain: missing.reload,
    relink: (datasetId: string, folderId: string) => then(api.datasets.relink({ datasetId, folderId })),
    add: (folderId: string) => then(api.datasets.add({ folderId })),
    /** The dataset and a further folder as a dataset of both. */
    join: (datasetId: string, folderId: string) => then(api.datasets.join({ datasetId, folderIds: [folderId] })),
    addDemo: () => then(api.datasets.addDemo()),
    rename: (datasetId: string, name: string) => then(api.datasets.rename({ datasetId, name })),
    remove: (datasetId: string) => then(api.datasets.remove({ datasetId })),
    restore: (datasetId: string) => then(api.datasets.restore({ datasetId })),
    reindex: (datasetId: string) => then(api.datasets.reindex({ datasetId })),
    cancelIndex: (datasetId: string) => then(api.datasets.cancelIndex({ datasetId })),
    thumbnail: (datasetId: string, sampleId: number) => imageUrl({ kind: 'thumbnail', datasetId, sampleId }),
  };
});
