import { z } from 'zod';
import { LAYOUTS } from './kinds.ts';
import { parse } from './parse.ts';
import { readingSchema } from './reading.ts';
import { parseJson, refuseNewer } from './run-file.ts';

export const DATASET_FORMAT_VERSION = 1;

/** `<data>/datasets/<id>.json`: what the user said of a dataset; the index is made from it and from the folder. */
export const datasetFileSchema = z.object({
  formatVersion: z.literal(DATASET_FORMAT_VERSION),
  id: z.string().min(1).max(64),
  name: z.string(),
  folder: z.string(),
  /** What the user chose; `auto` lets the app find out. */
  layout: z.enum(['auto', ...LAYOUTS]),
  /** Relative path of the manifest that the user chose. */
  manifest: z.string().nullable(),
  /** What the user said beside the layout; left out where nothing. */
  reading: readingSchema.optional(),
  addedMs: z.number(),
  removedMs: z.number().nullable(),
});
export type DatasetFile = z.output<typeof datasetFileSchema>;

/** Reads a dataset file's text; one of a newer app is refused with a sentence. */
export function parseDatasetFile(text: string, path: string): DatasetFile {
  const value = parseJson(text, path);
  refuseNewer(value, DATASET_FORMAT_VERSION, 'a dataset', path);
  return parse(datasetFileSchema, value, path);
}
