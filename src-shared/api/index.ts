import { datasetsMethods } from './datasets.ts';
import type { DatasetsApi } from './datasets.ts';
import { imagesMethods } from './images.ts';
import type { ImagesApi } from './images.ts';
import type { ArgumentSchema } from './method.ts';
import { modelsMethods } from './models.ts';
import type { ModelsApi } from './models.ts';
import { predictionsMethods } from './predictions.ts';
import type { PredictionsApi } from './predictions.ts';
import { runsMethods } from './runs.ts';
import type { RunsApi } from './runs.ts';
import { studiesMethods } from './studies.ts';
import type { StudiesApi } from './studies.ts';
import { systemMethods } from './system.ts';
import type { SystemApi } from './system.ts';
import { trainingMethods } from './training.ts';
import type { TrainingApi } from './training.ts';

/** All that a client may ask; Electron, server and command line answer the same. */
export interface Api {
  readonly datasets: DatasetsApi;
  readonly runs: RunsApi;
  readonly studies: StudiesApi;
  readonly training: TrainingApi;
  readonly predictions: PredictionsApi;
  readonly images: ImagesApi;
  readonly models: ModelsApi;
  readonly system: SystemApi;
}

export const API_METHODS = {
  datasets: datasetsMethods,
  runs: runsMethods,
  studies: studiesMethods,
  training: trainingMethods,
  predictions: predictionsMethods,
  images: imagesMethods,
  models: modelsMethods,
  system: systemMethods,
} as const;

/** Every method as `noun.verb`, in a fixed order. */
export const METHOD_NAMES: readonly string[] = Object.entries(API_METHODS).flatMap(([noun, methods]) =>
  Object.keys(methods).map((verb) => `${noun}.${verb}`),
);

/** The schema of a method's argument; undefined if there is no such method. */
export function argumentSchema(name: string): ArgumentSchema | undefined {
  const [noun, verb] = name.split('.');
  if (!METHOD_NAMES.includes(name) || noun === undefined || verb === undefined) return undefined;
  return (API_METHODS as unknown as Record<string, Record<string, ArgumentSchema>>)[noun]?.[verb];
}

/**
 * Something has changed; clients ask again for what they show of it. `id` is
 * the dataset, run or prediction, absent where the list as a whole changed.
 */
export interface Notice {
  readonly topic: 'datasets' | 'runs' | 'drafts' | 'predictions' | 'system';
  readonly id?: string;
}
