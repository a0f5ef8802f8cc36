import type { PredictionsApi } from '../../../src-shared/api/predictions.ts';
import type { PredictionSummary } from '../../../src-shared/domain/prediction.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { summaryOf } from './predictions.ts';
import type { FakePrediction } from './predictions.ts';
import type { FakeState } from './state.ts';

export function fakePredictions(state: FakeState): PredictionsApi {
  const find = (id: string): FakePrediction => {
    const found = state.predictions.find(({ summary }) => summary.id === id);
    if (!found) throw new BadInput('expected a prediction that is there, but found none of that id');
    return found;
  };
  const change = (id: string, changes: Partial<PredictionSummary>) => {
    state.predictions = state.predictions.map((each) => (each.summary.id === id ? { ...each, summary: { ...each.summary, ...changes } } : each));
    state.notices.tell({ topic: 'predictions', id });
  };
  return {
    start: async ({ runIds, inputIds, outputId, mirrored }) => {
      const runs = state.runs.filter(({ id }) => runIds.includes(id)).map(({ id, name }) => ({ id, name }));
      const id = `5a0b0000-0000-4000-8000-${String(state.predictions.length + 100).padStart(12, '0')}`;
      const rows = state.predictions[1]?.rows ?? [];
      const summary = summaryOf(id, rows, { runs, inputs: inputIds, outputFolder: outputId ?? `/home/anna/.local/share/delira/predictions/${id}`, mirrored, startedMs: Date.now(), endedMs: Date.now() });
      state.predictions = [{ summary, rows }, ...state.predictions];
      state.notices.tell({ topic: 'predictions' });
      return summary;
    },
    list: async () => state.predictions.map(({ summary }) => summary),
    get: async ({ predictionId }) => find(predictionId).summary,
    rows: async ({ predictionId, only, offset, limit }) => {
      const rows = find(predictionId).rows.filter(({ image }) => only === undefined || (image !== null) === (only === 'done'));
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
    cancel: async ({ predictionId }) => change(predictionId, { status: 'stopped', endedMs: Date.now() }),
    forget: async ({ predictionId }) => {
      state.predictions = state.predictions.filter(({ summary }) => summary.id !== predictionId);
      state.notices.tell({ topic: 'predictions' });
    },
  };
}
