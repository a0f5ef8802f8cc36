import { z } from 'zod';
import { field } from '../field.ts';
import { NORMALISATIONS } from '../kinds.ts';

const unetFields = (features: number[], normalisation: (typeof NORMALISATIONS)[number]) => ({
  features: field(z.array(z.int().min(1).max(4096)).min(1).max(8).default(features), {
    title: 'Features',
    unit: 'channels per level',
    advice: 'One level each, of half the size of the one above; add a level to see more around a pixel, widen them if training loss stays high.',
  }),
  normalisation: field(z.enum(NORMALISATIONS).default(normalisation), {
    title: 'Normalisation',
    advice: 'Batch for batches of about eight and more, instance or group for smaller ones.',
  }),
  up: field(z.enum(['transposed', 'linear']).default('transposed'), {
    title: 'Way up',
    advice: 'Transposed convolutions are learnt; linear enlarges and needs fewer weights: try it if predictions look like a chess board.',
    advanced: true,
  }),
  join: field(z.enum(['concatenate', 'add']).default('concatenate'), {
    title: 'Join levels by',
    advice: 'Concatenate keeps both; add needs less memory.',
    advanced: true,
  }),
});

export const modelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cnn'),
    filters: field(z.array(z.int().min(1).max(4096)).min(1).max(8).default([32, 64]), {
      title: 'Filters',
      unit: 'channels per convolution',
      advice: 'One 3 × 3 convolution each, then one pooling; add or widen them if training loss stays high.',
    }),
    dense: field(z.int().min(1).max(65_536).default(128), {
      title: 'Dense units',
      advice: 'Width of the layer before the classes; lower it if the network has too many weights for your images.',
    }),
    dropout: field(z.number().min(0).max(0.9).default(0), {
      title: 'Dropout',
      advice: 'The share of dense units switched off in each step; raise it if validation gets worse while training gets better.',
    }),
  }),
  z.strictObject({ kind: z.literal('resnet18') }),
  z.strictObject({ kind: z.literal('unet2d'), ...unetFields([16, 32, 64, 128, 256], 'batch') }),
  z.strictObject({ kind: z.literal('unet3d'), ...unetFields([16, 32, 64, 128], 'instance') }),
]);
