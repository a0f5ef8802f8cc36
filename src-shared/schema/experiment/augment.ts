import { z } from 'zod';
import { field } from '../field.ts';
import { probability } from './common.ts';
import { customFields } from './custom.ts';

export const transformSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mirror'),
    axes: field(z.array(z.int().min(0).max(2)).min(1).default([1]), {
      title: 'Axes',
      advice: '0 flips top and bottom, 1 flips left and right; leave out an axis along which your images have a fixed side.',
    }),
    probability: probability(0.5),
  }),
  z.strictObject({
    kind: z.literal('rotate'),
    degrees: field(z.number().min(0).max(180).default(15), {
      title: 'Largest angle',
      unit: 'degrees',
      advice: 'Drawn evenly from minus to plus this angle; lower it if corners of the object leave the image.',
    }),
    probability: probability(0.5),
  }),
  z.strictObject({
    kind: z.literal('contrast'),
    range: field(
      z
        .tuple([z.number().min(0.01).max(100), z.number().min(0.01).max(100)])
        .refine(([low, high]) => low <= high, 'expected the smaller factor first')
        .default([0.75, 1.25]),
      {
        title: 'Factor',
        advice: 'Values move away from or towards the mean of their image by this factor; narrow it if images look washed out.',
      },
    ),
    probability: probability(0.15),
  }),
  z.strictObject({ kind: z.literal('custom'), ...customFields, probability: probability(1) }),
]);
