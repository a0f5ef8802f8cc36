import { z } from 'zod';

/**
 * What the user says of how a dataset's files are to be read, beside its
 * layout; what is left out, the files decide.
 */
export const readingSchema = z.strictObject({
  /** Columns of the manifest that hold the numbers to be learnt. */
  targets: z.array(z.string().trim().min(1).max(200)).max(1000).optional(),
});
export type Reading = z.output<typeof readingSchema>;
