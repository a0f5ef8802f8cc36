import type { PredictionRow } from '../../src-shared/domain/run.ts';
import type { Side } from '../../src-shared/domain/sample.ts';
import { usePages } from './paged-list.ts';
import type { PagedList } from './paged-list.ts';

export interface PredictionsQuestion {
  readonly runId: string;
  readonly side: Side;
  /** Of one cell of the confusion matrix, or of all. */
  readonly truth: number | null;
  readonly predicted: number | null;
}

/** The predictions of a run's last epoch that has them, worst first. */
export function usePredictions(question: () => PredictionsQuestion): PagedList<PredictionRow> {
  return usePages({
    question,
    concerns: ({ topic, id }, { runId }) => topic === 'runs' && (id === undefined || id === runId),
    ask: (api, { runId, side, truth, predicted }, page) =>
      api.runs.predictions({ runId, side, truth: truth ?? undefined, predicted: predicted ?? undefined, ...page }),
  });
}
