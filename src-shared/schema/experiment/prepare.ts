import { z } from 'zod';
import { field } from '../field.ts';

export const prepareStepSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('resize'),
    size: field(z.tuple([z.int().min(1).max(8192), z.int().min(1).max(8192)]), {
      title: 'Size',
      unit: 'pixels (height, width)',
      advice: 'Every image is brought to this size; lower it if training is slow or memory is short.',
    }),
    interpolation: field(z.enum(['linear', 'nearest']).default('linear'), {
      title: 'Interpolation',
      advice: 'Linear for pictures; nearest where pixel values are codes that must not be mixed.',
      advanced: true,
    }),
  }),
  z.strictObject({
    kind: z.literal('channels'),
    count: field(z.union([z.literal(1), z.literal(3)]), {
      title: 'Channels',
      advice: 'One for grey, three for colour; grey images are repeated, colour ones weighted to grey, opacity is dropped.',
    }),
  }),
  z.strictObject({
    kind: z.literal('range'),
    low: field(z.number().default(0), { title: 'Low', advice: 'The value that the smallest possible pixel becomes.' }),
    high: field(z.number().default(1), { title: 'High', advice: 'The value that the largest possible pixel becomes.' }),
    from: field(z.enum(['type', 'image']).default('type'), {
      title: 'From',
      advice: "The span that is stretched: the whole of the pixel type, or each image's own smallest to largest value.",
      advanced: true,
    }),
  }),
  z.strictObject({ kind: z.literal('z-score') }),
  z.strictObject({
    kind: z.literal('pad'),
    size: field(z.array(z.int().min(1).max(8192)).min(2).max(3), {
      title: 'Size',
      unit: 'pixels (height, width) or voxels (z, y, x)',
      advice: 'Every image is brought to this size, kept in the middle: zeros are added around it, which no mask counts, or its margins cut off.',
    }),
  }),
]);
