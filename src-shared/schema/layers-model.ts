import { z } from 'zod';

const weight = z.looseObject({ name: z.string(), shape: z.array(z.int().min(0)), dtype: z.string() });

/** What is read of a `model.json` of TensorFlow.js, ours or another's: its weights, in files beside it. */
export const layersModelSchema = z.looseObject({
  format: z.literal('layers-model').optional(),
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string().regex(/^(?!.*\.\.)[^/\\]+$/, 'expected the name of a file beside model.json')), weights: z.array(weight) })).min(1),
});
