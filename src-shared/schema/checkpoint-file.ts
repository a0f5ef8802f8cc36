import { z } from 'zod';

export const CHECKPOINT_FORMAT_VERSION = 1;

/** `manifest.json` of a checkpoint: what its other files must be, to be trusted. */
export const checkpointManifestSchema = z.object({
  formatVersion: z.literal(CHECKPOINT_FORMAT_VERSION),
  epoch: z.int(),
  step: z.int(),
  best: z.boolean(),
  reason: z.enum(['epoch', 'request', 'stop']),
  savedMs: z.number(),
  files: z.array(z.object({ name: z.string().regex(/^[a-z]+\.(json|bin)$/), bytes: z.int().min(0), sha256: z.string() })).min(1),
});
export type CheckpointManifest = z.output<typeof checkpointManifestSchema>;

/** JSON has no NaN and no infinities; a loss may be either. */
const anyNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

const arrayList = z.array(z.object({ name: z.string(), shape: z.array(z.int().min(0)) }));

/** `state.json` of a checkpoint: the counters, and what `optimizer.bin` and `predictions.bin` hold in which order; there is no `predictions.bin` at an epoch's end. */
export const checkpointStateSchema = z.object({
  training: z.object({
    formatVersion: z.literal(1),
    epoch: z.int(),
    batchInEpoch: z.int(),
    step: z.int(),
    best: z.object({ epoch: z.int(), value: anyNumber }).nullable(),
    memory: z.record(z.string(), z.record(z.string(), anyNumber)).default({}),
    rateFactor: z.number().default(1),
    ended: z.object({ message: z.string(), epochs: z.int() }).nullable().default(null),
    openEpoch: z.record(z.string(), z.object({ sum: anyNumber, weight: anyNumber })),
    badInEpoch: z.int().optional(),
  }),
  optimizer: arrayList,
  openPredictions: arrayList.default([]),
});

/** The part of `model.json` that says what `weights.bin` holds; the rest is the network's, in TensorFlow.js's own layers format. */
export const modelFileSchema = z.looseObject({
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.literal('weights.bin')]),
      weights: z.array(z.object({ name: z.string(), shape: z.array(z.int().min(0)), dtype: z.literal('float32') })),
    }),
  ]),
});

const shapedNetwork = z.looseObject({ userDefinedMetadata: z.looseObject({ init: z.looseObject({ inputShape: z.array(z.int()) }) }) });

/** What one image is to a stored network, [height, width, channel]; null if it does not say. */
export function inputShapeOf(model: unknown): readonly number[] | null {
  const { success, data } = shapedNetwork.safeParse(model);
  return success ? data.userDefinedMetadata.init.inputShape : null;
}
