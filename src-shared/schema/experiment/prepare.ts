import { z } from 'zod';
import { field } from '../field.ts';

const spacing = z.number().min(0.001).max(1000);
const percentile = z.number().min(0).max(100);

/** One number for each channel. */
const channels = z.array(z.number()).min(1).max(64);
export const ctStatistics = z.strictObject({ low: channels, high: channels, mean: channels, deviation: channels });
export type CtStatistics = z.output<typeof ctStatistics>;

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
  z.strictObject({
    kind: z.literal('z-score'),
    over: field(z.enum(['all', 'nonzero']).default('all'), {
      title: 'Over',
      advice: 'All voxels, or those that are not 0 in every channel, the others staying 0: for heads and bodies before an empty background.',
      advanced: true,
    }),
  }),
  z.strictObject({
    kind: z.literal('pad'),
    size: field(z.array(z.int().min(1).max(8192)).min(2).max(3), {
      title: 'Size',
      unit: 'pixels (height, width) or voxels (z, y, x)',
      advice: 'Every image is brought to this size, kept in the middle: zeros are added around it, which no mask counts, or its margins cut off.',
    }),
  }),
  z.strictObject({
    kind: z.literal('orient'),
    frame: field(z.enum(['RAS', 'LPS']).default('RAS'), {
      title: 'Frame',
      advice: 'Where columns, rows and slices run to in every volume: to the right, the front (anterior) and the head (superior), or to the left, the back and the head.',
    }),
  }),
  z.strictObject({
    kind: z.literal('resample'),
    spacingMm: field(z.tuple([spacing, spacing, spacing]), {
      title: 'Spacing',
      unit: 'mm (z, y, x)',
      advice: 'The size that the voxels of every volume are brought to; larger ones need less memory. Put a pad behind it, for volumes keep sizes of their own.',
    }),
    interpolation: field(z.enum(['cubic', 'linear', 'nearest']).default('cubic'), {
      title: 'Interpolation',
      advice: 'Cubic for scans; nearest where voxel values are codes that must not be mixed.',
      advanced: true,
    }),
    labels: field(z.enum(['linear', 'nearest']).default('linear'), {
      title: 'Masks',
      advice: 'Linear decides class by class, where at least half of a voxel is of it; nearest is faster where there are many classes.',
      advanced: true,
    }),
    separate: field(z.boolean().default(true), {
      title: 'Coarse axis apart',
      advice: 'Along an axis whose voxels are more than three times as long as wide the nearest slice is taken, as nnU-Net does; switch it off to mix slices.',
      advanced: true,
    }),
  }),
  z.strictObject({
    kind: z.literal('clip'),
    percentiles: field(z.tuple([percentile, percentile]).refine(([low, high]) => low < high, 'expected the smaller percentile first').default([0.5, 99.5]), {
      title: 'Percentiles',
      unit: '%',
      advice: 'Values of an image beyond these become these; widen them if small bright things are cut off.',
    }),
  }),
  z.strictObject({
    kind: z.literal('ct'),
    statistics: field(z.union([z.literal('auto'), ctStatistics]).default('auto'), {
      title: 'Statistics',
      advice: 'Auto takes the percentiles 0.5 and 99.5, the mean and the deviation of what masks mark in the training images, or of all voxels where there are no masks.',
      advanced: true,
    }),
  }),
]);
