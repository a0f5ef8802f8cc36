import { z } from 'zod';
import { field } from '../field.ts';
import { seed } from './common.ts';
import { codeFile, customFields } from './custom.ts';

const samplerSeed = seed(7, 'order of images');

const sampler = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('random').default('random'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('random-with-replacement'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('sequential') }),
  z.strictObject({ kind: z.literal('prevalence-random'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('prevalence-sequential'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('stopping-prevalence-random'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('stopping-prevalence-sequential'), seed: samplerSeed }),
  z.strictObject({
    kind: z.literal('weighted'),
    weights: field(z.array(z.number().min(0).max(1e9)).min(2), {
      title: 'Weights',
      unit: 'one per class, in their order',
      advice: 'How often an image of each class is drawn, beside the others; 0 leaves a class out.',
    }),
    seed: samplerSeed,
  }),
  z.strictObject({ kind: z.literal('weighted-prevalence'), seed: samplerSeed }),
  z.strictObject({ kind: z.literal('custom'), ...customFields, seed: samplerSeed }),
]);

/** Patches as nnU-Net draws them: Isensee et al., Nature Methods 2021. */
const patch = z.strictObject({
  size: field(z.array(z.int().min(1).max(8192)).min(2).max(3), {
    title: 'Patch size',
    unit: 'pixels (height, width) or voxels (z, y, x)',
    advice: 'All that the network sees at once: large enough to tell what a place is, multiples of 16 at best; halve it if memory runs out.',
  }),
  foreground: field(z.number().min(0).max(1).default(0.33), {
    title: 'Foreground',
    unit: 'share of a batch',
    advice: 'So many patches lie around a pixel that is not background, of each class that a case shows equally often; raise it where what is sought is small.',
    advanced: true,
  }),
});

export const loaderSchema = z.strictObject({
  batchSize: field(z.union([z.literal('auto'), z.int().min(1).max(65_536)]).default('auto'), {
    title: 'Batch size',
    unit: 'images',
    advice: 'Images per step; auto takes 32, or 4 volumes, and for masks 8, or 2 volumes. Halve it if memory runs out, and halve the learning rate with it.',
  }),
  patch: field(patch.nullable().default(null), {
    title: 'Patches',
    advice: 'Trains a network for masks on random patches of images of any size, and validates, tests and predicts whole ones by sliding windows: switch it on where whole images do not fit into memory. An epoch takes a patch of each image: set the batches per epoch for more.',
  }),
  dropLast: field(z.boolean().default(false), {
    title: 'Drop the last batch',
    advice: 'Leaves out the images that do not fill a whole batch at the end of an epoch.',
    advanced: true,
  }),
  batchesPerEpoch: field(z.union([z.literal('auto'), z.int().min(1).max(10_000_000)]).default('auto'), {
    title: 'Batches per epoch',
    unit: 'batches',
    advice: 'Auto goes through the images once; set it where an epoch takes so long that you wait for its validation, or so few patches that validation takes most of the time: nnU-Net takes 250.',
    advanced: true,
  }),
  sampler: field(sampler.prefault({ kind: 'random' }), {
    title: 'Sampler',
    advice: 'Random takes each image once per epoch; the prevalence kinds give every batch the same number of each class: choose one where a class is rare.',
    advanced: true,
  }),
  maxBadSamples: field(z.int().min(0).max(1_000_000_000).nullable().default(null), {
    title: 'Bad images allowed',
    unit: 'images per epoch',
    advice: 'Another image takes the place of one that cannot be read; set how many may do so before the run ends, so that a lost folder is not taken for bad luck.',
    advanced: true,
  }),
  prefetchMb: field(z.int().min(1).max(65_536).default(256), {
    title: 'Read ahead',
    unit: 'MB',
    advice: 'Batches that wait in memory until training takes them; lower it if memory is short, raise it where some images take much longer than others.',
    advanced: true,
  }),
  workers: field(z.union([z.literal('auto'), z.int().min(0).max(64)]).default('auto'), {
    title: 'Loader threads',
    unit: 'threads',
    advice: 'Threads that read and augment; raise it if the run page says that training waits for images.',
    advanced: true,
  }),
  code: codeFile('Data loader of your own', 'A file whose default export changes the samples of a whole training batch before they are laid into one array, to mix them for one; your options are in extra.'),
});
