import { defineStore } from 'pinia';
import type { PredictionRow, PredictionSummary } from '../../src-shared/domain/prediction.ts';
import { useBackend } from './backend.ts';
import { useLive } from './live.ts';
import { usePages } from './paged-list.ts';
import type { PagedList } from './paged-list.ts';

/** Every prediction, and what can be done with one. */
export const usePredictionsStore = defineStore('predictions', () => {
  const { api, imageUrl } = useBackend();
  const list = useLive({ topics: ['predictions'], key: 'all' }, (each) => each.predictions.list());
  /** Runs that can predict: they have a checkpoint. */
  const runs = useLive({ topics: ['runs'], key: 'predicting' }, (each) =>
    each.runs.list({ filter: { query: '', statuses: ['finished', 'stopped', 'interrupted'], binned: false }, sort: { by: 'created', descending: true }, offset: 0, limit: 200 }),
  );
  return {
    list: list.value,
    error: list.error,
    loading: list.loading,
    reload: list.reload,
    runs: runs.value,
    start: (runIds: readonly string[], inputIds: readonly string[], outputId: string | undefined, mirrored: boolean): Promise<PredictionSummary> =>
      api.predictions.start({ runIds: [...runIds], inputIds: [...inputIds], outputId, mirrored }),
    cancel: (predictionId: string) => api.predictions.cancel({ predictionId }),
    forget: async (predictionId: string) => {
      await api.predictions.forget({ predictionId });
      await list.reload();
    },
    pictureUrl: (predictionId: string, number: number): string => imageUrl({ kind: 'predicted', predictionId, number }),
  };
});

/** One prediction, as it goes on. */
export function usePrediction(predictionId: () => string) {
  return useLive({ topics: ['predictions'], key: predictionId, single: true }, (api, id) => api.predictions.get({ predictionId: id }));
}

/** Its images, in the order in which they were done, or those that failed. */
export function usePredictionRows(question: () => { readonly predictionId: string; readonly only: 'done' | 'failed' }): PagedList<PredictionRow> {
  return usePages({
    question,
    concerns: ({ topic, id }, { predictionId }) => topic === 'predictions' && (id === undefined || id === predictionId),
    ask: (api, { predictionId, only }, page) => api.predictions.rows({ predictionId, only, ...page }),
  });
}
