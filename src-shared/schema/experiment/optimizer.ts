import { z } from 'zod';
import { field } from '../field.ts';

const weightDecay = field(z.number().min(0).max(1).default(0), {
  title: 'Weight decay',
  advice: 'Pulls weights towards zero; raise it a little if validation gets worse while training gets better.',
  advanced: true,
});
const learningRate = (value: number) =>
  field(z.number().min(0).max(100).default(value), {
    title: 'Learning rate',
    advice: 'If the loss becomes NaN or jumps about, divide it by ten; if it barely falls, multiply it by three.',
  });
const beta = (value: number, title: string) =>
  field(z.number().min(0).max(0.999_999).default(value), {
    title,
    advice: 'How long past gradients are remembered; the default is nearly always right.',
    advanced: true,
  });
const adamFields = {
  learningRate: learningRate(0.001),
  beta1: beta(0.9, 'Beta 1'),
  beta2: beta(0.999, 'Beta 2'),
  epsilon: field(z.number().min(1e-12).max(1).default(1e-8), {
    title: 'Epsilon',
    advice: 'Keeps the step finite where gradients vanish; raise it if the loss jumps late in training.',
    advanced: true,
  }),
  weightDecay,
};

export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('adam').default('adam'), ...adamFields }),
  z.strictObject({ kind: z.literal('adamw'), ...adamFields }),
  z.strictObject({
    kind: z.literal('sgd'),
    learningRate: learningRate(0.01),
    momentum: field(z.number().min(0).max(0.9999).default(0.9), {
      title: 'Momentum',
      advice: 'How much of the last step is kept; lower it if the loss swings up and down.',
    }),
    nesterov: field(z.boolean().default(false), {
      title: 'Nesterov',
      advice: 'Looks ahead along the momentum; try it if plain momentum overshoots.',
      advanced: true,
    }),
    weightDecay,
  }),
  z.strictObject({
    kind: z.literal('rmsprop'),
    learningRate: learningRate(0.001),
    decay: beta(0.99, 'Decay'),
    epsilon: adamFields.epsilon,
    momentum: field(z.number().min(0).max(0.9999).default(0), {
      title: 'Momentum',
      advice: 'How much of the last step is kept; lower it if the loss swings up and down.',
    }),
    weightDecay,
  }),
]);
