import { z } from 'zod';
import { field } from '../field.ts';

export const fraction = z.number().min(0).max(0.9);
export const probability = (value: number) =>
  field(z.number().min(0).max(1).default(value), {
    title: 'Probability',
    advice: 'The share of images that are changed; lower it if training images look less like the ones you will predict.',
  });
export const seed = (value: number, what: string) =>
  field(z.int().min(0).max(2 ** 32 - 1).default(value), {
    title: 'Seed',
    advice: `The same seed gives the same ${what}; change it to see how much of a result is luck.`,
    advanced: true,
  });
