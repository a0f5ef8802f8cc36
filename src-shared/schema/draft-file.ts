import { z } from 'zod';
import { parse } from './parse.ts';
import { parseJson, refuseNewer } from './run-file.ts';

export const DRAFT_FORMAT_VERSION = 1;

/** `<data>/drafts/<id>.json`: an experiment that is being set up, as the user wrote it. */
export const draftFileSchema = z.object({
  formatVersion: z.literal(DRAFT_FORMAT_VERSION),
  id: z.uuid(),
  name: z.string(),
  yaml: z.string(),
  updatedMs: z.number(),
});
export type DraftFile = z.output<typeof draftFileSchema>;

/** Reads a draft file's text; one of a newer app is refused with a sentence. */
export function parseDraftFile(text: string, path: string): DraftFile {
  const value = parseJson(text, path);
  refuseNewer(value, DRAFT_FORMAT_VERSION, 'a draft', path);
  return parse(draftFileSchema, value, path);
}
