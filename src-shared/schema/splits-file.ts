import { z } from 'zod';

const names = z.array(z.string().min(1));
const fold = z.object({ train: names.default([]), val: names.default([]), test: names.default([]) });

/** nnU-Net's `splits_final.json`, names of cases for each fold; or one fold alone. */
export const splitsFileSchema = z.union([z.array(fold).min(1), fold]);
