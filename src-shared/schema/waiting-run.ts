import { z } from 'zod';
import { parse } from './parse.ts';
import { parseJson, processFileSchema, refuseNewer } from './run-file.ts';

export const WAITING_RUN_FORMAT_VERSION = 1;

/**
 * `<data>/queue/<time>-<run>.json`: a run that waits for its trainer, until that has said in the run folder who it is;
 * kept in a file so that the order survives the database.
 */
export const waitingRunSchema = z.object({
  formatVersion: z.literal(WAITING_RUN_FORMAT_VERSION),
  runId: z.string().min(1).max(64),
  folder: z.string(),
  /** What it will compute on, as its experiment says it. */
  device: z.string(),
  /** Epochs in all, where more are wanted than the run says. */
  epochs: z.int().min(1).nullable(),
  queuedMs: z.number(),
  /** Where it stands among the others, where the user has moved it; else `queuedMs` says so. */
  order: z.number().nullable().default(null),
  /** Who was started for it, and how long the run's log was before; null while nobody was. */
  trainer: z
    .object({ ...processFileSchema.pick({ pid: true, startedAt: true, bootId: true, host: true }).shape, logBytes: z.int().min(0) })
    .nullable()
    .default(null),
});
export type WaitingRun = z.output<typeof waitingRunSchema>;

/** Reads the text of such a file; one of a newer app is refused with a sentence. */
export function parseWaitingRun(text: string, path: string): WaitingRun {
  const value = parseJson(text, path);
  refuseNewer(value, WAITING_RUN_FORMAT_VERSION, 'a waiting run', path);
  return parse(waitingRunSchema, value, path);
}
