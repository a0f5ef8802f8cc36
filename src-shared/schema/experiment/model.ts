import { z } from 'zod';
import { field } from '../field.ts';
import { NORMALISATIONS, TASKS } from '../kinds.ts';
import { customFields } from './custom.ts';

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
  blocks: field(z.enum(['plain', 'residual']).default('plain'), {
    title: 'Blocks',
    advice: 'Residual lets the input of each level pass around its convolutions: try it in deep networks whose training loss stays high.',
    advanced: true,
  }),
  deepSupervision: field(z.boolean().default(false), {
    title: 'Deep supervision',
    advice: 'Teaches the coarser levels too, as nnU-Net does; try it if small structures are found late or not at all.',
    advanced: true,
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

/** What a network is for, beside its fields. */
const modelOf = <Shape extends z.ZodRawShape>(kind: z.ZodObject<Shape>, title: string, advice: string) => field(kind, { title, advice });

export const modelSchema = z.discriminatedUnion('kind', [
  modelOf(
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
    'CNN',
    'A few convolutions and one pooling, for small pictures; trains within minutes.',
  ),
  modelOf(
    z.strictObject({
      kind: z.literal('vgg'),
      filters: field(z.array(z.int().min(1).max(4096)).min(1).max(6).default([64, 128, 256]), {
        title: 'Filters',
        unit: 'channels per block',
        advice: 'One block each, of two 3-wide convolutions that halve every side; take one out for small images.',
      }),
      pool: field(z.union([z.literal('auto'), z.int().min(1).max(64)]).default('auto'), {
        title: 'Pooled to',
        unit: 'places along height and width',
        advice: 'What the dense layers see; auto takes 7 for images and 16 for volumes: lower it if the network has too many weights for your images.',
        advanced: true,
      }),
      dense: field(z.array(z.int().min(1).max(65_536)).max(4).default([1024, 64]), {
        title: 'Dense units',
        unit: 'per layer',
        advice: 'Widths of the layers before the output; most weights are in the first: lower it if memory runs out.',
      }),
      dropout: field(z.number().min(0).max(0.9).default(0.5), {
        title: 'Dropout',
        advice: 'The share of the first dense units switched off in each step; raise it if validation gets worse while training gets better.',
      }),
    }),
    'VGG',
    'Plain convolutions and wide dense layers, for images or volumes; many weights, so rather for fixed views than for few images.',
  ),
  modelOf(z.strictObject({ kind: z.literal('resnet18') }), 'ResNet-18', 'The usual start for images and volumes of any size: 18 layers around which the input passes.'),
  modelOf(z.strictObject({ kind: z.literal('resnet34') }), 'ResNet-34', 'Twice the layers of ResNet-18, for images; if its training loss stays high.'),
  modelOf(z.strictObject({ kind: z.literal('resnet50') }), 'ResNet-50', 'Narrow blocks in 50 layers, for images; needs most memory and most images.'),
  modelOf(z.strictObject({ kind: z.literal('unet2d'), ...unetFields([16, 32, 64, 128, 256], 'batch') }), 'U-Net', 'A class for each pixel of images of any size.'),
  modelOf(z.strictObject({ kind: z.literal('unet3d'), ...unetFields([16, 32, 64, 128], 'instance') }), 'U-Net of volumes', 'A class for each voxel of volumes of any size.'),
  modelOf(
    z.strictObject({
      kind: z.literal('dcgan'),
      noise: field(z.int().min(1).max(4096).default(100), {
        title: 'Noise',
        unit: 'numbers per image',
        advice: 'What an image is made of; more for more variety, fewer if all images come out alike late in training.',
      }),
      width: field(z.int().min(1).max(1024).default(64), {
        title: 'Width',
        unit: 'channels beside the image',
        advice: 'Doubled with each halving of the sides; halve it if an epoch takes too long.',
      }),
    }),
    'DCGAN',
    'Makes images like yours out of noise: two networks learn against one another. Small images only: 64 × 64 take six times as long as 32 × 32.',
  ),
  modelOf(
    z.strictObject({
      kind: z.literal('vae'),
      filters: field(z.array(z.int().min(1).max(4096)).min(1).max(6).default([32, 64]), {
        title: 'Filters',
        unit: 'channels per convolution',
        advice: 'Each convolution halves every side; add one for images above 64 × 64.',
      }),
      latent: field(z.int().min(1).max(65_536).default(16), {
        title: 'Numbers per image',
        advice: 'What an image is told by; more if reconstructions are blurred, fewer if generated images look like none of yours.',
      }),
      beta: field(z.number().min(0).max(1000).default(1), {
        title: 'Beta',
        advice: 'What it counts that these numbers look like chance: lower it if reconstructions are blurred, raise it if generated images are poor.',
      }),
    }),
    'Variational autoencoder',
    'Learns to tell images by a few numbers and to make them again: reconstructions, and new images out of chance.',
  ),
  modelOf(
    z.strictObject({
      kind: z.literal('custom'),
      ...customFields,
      task: field(z.enum(TASKS).default('classification'), {
        title: 'Task',
        advice: 'What the network answers; it decides which losses, metrics and pictures fit.',
      }),
    }),
    'Your own',
    'A network in a file of yours.',
  ),
]);
