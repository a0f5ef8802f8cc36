import { z } from 'zod';
import { PREDICTION_STATUSES } from '../domain/prediction.ts';
import type { Prediction } from '../domain/prediction.ts';
import { TASKS } from './kinds.ts';
import { parse } from './parse.ts';
import { parseJson, processFileSchema, refuseNewer } from './run-file.ts';

export const PREDICTION_FORMAT_VERSION = 1;

const task = z.enum(TASKS);
const numbers = z.record(z.string(), z.number()).nullable();
/** Not told by versions of the app that had no use for it. */
const maskValues = z.array(z.int()).nullable().default(null);

/** `predictions.json`, as far as we read it again. */
const predictionFileSchema = z.object({
  run: z.string(),
  runs: z.array(z.object({ run: z.string(), checkpoint: z.string() })),
  task,
  classes: z.array(z.string()),
  maskValues,
  mirrored: z.boolean(),
  files: z.int(),
  outputFolder: z.string(),
  outputs: z.array(
    z.object({
      input: z.string(),
      output: z.string(),
      picture: z.string().nullable(),
      class: z.string().nullable(),
      probabilities: numbers,
      values: numbers,
      pixels: numbers,
      shape: z.array(z.int()).nullable().default(null),
      millilitres: numbers,
    }),
  ),
  failed: z.array(z.object({ input: z.string(), reason: z.string() })),
});

export function parsePredictionFile(text: string, path: string): Prediction {
  return parse(predictionFileSchema, parseJson(text, path), path);
}

const predictionSummarySchema = z.object({
  id: z.string().min(1).max(64),
  status: z.enum(PREDICTION_STATUSES),
  message: z.string().nullable(),
  runs: z.array(z.object({ id: z.string(), name: z.string() })),
  task: task.nullable(),
  classes: z.array(z.string()),
  maskValues,
  mirrored: z.boolean(),
  inputs: z.array(z.string()),
  outputFolder: z.string(),
  startedMs: z.number(),
  endedMs: z.number().nullable(),
  files: z.int().nullable(),
  done: z.int(),
  failed: z.int(),
  part: z.number(),
});

/** `<data>/predictions/<id>.json`: a prediction as lists show it, and whose it is while it runs. */
export const predictionRecordSchema = z.object({
  formatVersion: z.literal(PREDICTION_FORMAT_VERSION),
  summary: predictionSummarySchema,
  /** The host that predicts. */
  owner: processFileSchema.pick({ pid: true, startedAt: true, bootId: true, host: true }),
});
export type PredictionRecord = z.output<typeof predictionRecordSchema>;

export function parsePredictionRecord(text: string, path: string): PredictionRecord {
  const value = parseJson(text, path);
  refuseNewer(value, PREDICTION_FORMAT_VERSION, 'a prediction', path);
  return parse(predictionRecordSchema, value, path);
}
