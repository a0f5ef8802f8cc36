import { z } from 'zod';

export const CONSENT_FORMAT_VERSION = 1;

/** What the user has agreed to run of a folder: every version of every file, so that old runs go on. */
export const consentFileSchema = z.object({
  formatVersion: z.literal(CONSENT_FORMAT_VERSION),
  folder: z.string(),
  files: z.array(z.object({ name: z.string(), sha256: z.string(), agreedMs: z.number() })),
});
export type ConsentFile = z.output<typeof consentFileSchema>;
