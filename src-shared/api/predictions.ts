import { z } from 'zod';
import type { PredictionRow, PredictionSummary } from '../domain/prediction.ts';
import { id, page } from './method.ts';
import type { Methods, Page } from './method.ts';

/** What runs make of images that were never indexed. */
export interface PredictionsApi {
  /**
   * Begins to predict images by the selected checkpoints of runs, whose answers
   * are averaged, and answers at once. Masks, pictures and the tables
   * `predictions.csv` and `predictions.json` are written into a folder.
   *
   * @param argument.inputIds handles of files or folders.
   * @param argument.outputId handle of a folder; without one, a folder of its own in the data folder.
   * @param argument.mirrored predicts mirrored copies too and averages: slower, and a little better.
   */
  start(argument: { runIds: string[]; inputIds: string[]; outputId?: string | undefined; mirrored: boolean }): Promise<PredictionSummary>;
  /** Newest first; those of earlier sessions too. */
  list(): Promise<readonly PredictionSummary[]>;
  get(argument: { predictionId: string }): Promise<PredictionSummary>;
  /** Images in the order in which they were done. */
  rows(argument: { predictionId: string; only?: 'done' | 'failed' | undefined; offset: number; limit: number }): Promise<Page<PredictionRow>>;
  /** Ends it after what is written at the moment; what is done is kept. */
  cancel(argument: { predictionId: string }): Promise<void>;
  /** Takes one that has ended off the list; its files stay. */
  forget(argument: { predictionId: string }): Promise<void>;
}

const predictionId = z.object({ predictionId: id });
const handle = z.string().min(1).max(8192);

export const predictionsMethods: Methods<PredictionsApi> = {
  start: z.object({ runIds: z.array(id).min(1).max(100), inputIds: z.array(handle).min(1).max(100_000), outputId: handle.optional(), mirrored: z.boolean() }),
  list: null,
  get: predictionId,
  rows: z.object({ predictionId: id, only: z.enum(['done', 'failed']).optional(), ...page }),
  cancel: predictionId,
  forget: predictionId,
};
