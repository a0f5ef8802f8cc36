import type { PredictionsApi } from '../../../src-shared/api/predictions.ts';
import { runSummary } from '../../store/runs.request.ts';
import { Consents } from '../code/consents.ts';
import type { Core } from '../core.ts';
import { runCode } from '../runs/run-code.ts';
import type { Predictions } from './predictions.ts';

export function predictionsApi({ store, handles, parts }: Core, predictions: Predictions): PredictionsApi {
  const consents = new Consents(parts.consents);
  return {
    start: async ({ runIds, inputIds, outputId, mirrored }) => {
      const runs = await Promise.all(runIds.map((runId) => store.call(runSummary, { runId })));
      for (const run of runs) await consents.expect(await runCode(run));
      return predictions.start({ runs, inputs: inputIds.map((each) => handles.path(each)), outputFolder: outputId === undefined ? null : handles.path(outputId), mirrored });
    },
    list: () => predictions.list(),
    get: ({ predictionId }) => predictions.get(predictionId),
    rows: ({ predictionId, ...question }) => predictions.rows(predictionId, question),
    cancel: ({ predictionId }) => predictions.cancel(predictionId),
    forget: ({ predictionId }) => predictions.forget(predictionId),
  };
}
