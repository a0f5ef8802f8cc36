import { defineStore } from 'pinia';
import type { PredictionRow, PredictionSummary } from '../../src-shared/domain/prediction.ts';
import { useBackend } from './backend.ts';
import { useLive } from './live.ts';
import { usePages } from './paged-list.ts';
import type { PagedList } from './paged-list.ts';

/** Tells a k-fold from a run among choices. */
const STUDY = 'study:';

export function studyChoice(studyId: string): string {
  return `${STUDY}${studyId}`;
}

/** Every prediction, and what can be done with one. */
export const usePredictionsStore = defineStore('predictions', () => {
  const { api, imageUrl } = useBackend();
  const list = useLive({ topics: ['predictions'], key: 'all' }, (each) => each.predictions.list());
  /** Runs that can predict: they have a checkpoint. */
  const runs = useLive({ topics: ['runs'], key: 'predicting' }, (each) =>
    each.runs.list({ filter: { query: '', statuses: ['finished', 'stopped', 'interrupted'], binned: false }, sort: { by: 'created', descending: true }, offset: 0, limit: 200 }),
  );
  const studies = useLive({ topics: ['runs'], key: 'predicting' }, (each) => each.studies.list({ offset: 0, limit: 200 }));

  /** The runs of what was chosen: runs, and k-folds by the ids that `studyChoice` gives, as far as they have trained. */
  async function runIdsOf(chosen: readonly string[]): Promise<string[]> {
    const parts = chosen.map(async (each) => {
      if (!each.startsWith(STUDY)) return [each];
      const study = await api.studies.get({ studyId: each.slice(STUDY.length) });
      return study.runs.flatMap(({ run }) => (run !== null && run.epoch > 0 ? [run.id] : []));
    });
    return [...new Set((await Promise.all(parts)).flat())];
  }
  return {
    list: list.value,
    error: list.error,
    loading: list.loading,
    reload: list.reload,
    runs: runs.value,
    studies: studies.value,
    start: async (chosen: readonly string[], inputIds: readonly string[], outputId: string | undefined, mirrored: boolean): Promise<PredictionSummary> =>
      api.predictions.start({ runIds: await runIdsOf(chosen), inputIds: [...inputIds], outputId, mirrored }),
    cancel: (predictionId: string) => api.predictions.cancel({ predictionId }),
    forget: async (predictionId: string) => {
      await api.predictions.forget({ predictionId });
      await list.reload();
    },
    volume: (predictionId: string, number: number, what: 'image' | 'mask') => api.images.predictedVolume({ predictionId, number, what }),
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
