import { z } from 'zod';

/** `dataset.json` of the Medical Segmentation Decathlon, which writes `"1": "liver"`, or of nnU-Net, which writes `"liver": 1`. */
export const decathlonFileSchema = z.object({ labels: z.record(z.string(), z.union([z.string(), z.int()])) });
export type DecathlonFile = z.output<typeof decathlonFileSchema>;
