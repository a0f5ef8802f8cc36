import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { initializers } from '@tensorflow/tfjs-layers';
import { normal, random, randomWords } from '../../../src-shared/lib/random.ts';
import * as tf from '../tf.ts';

/**
 * Kernels that ReLU follows are uniform with variance 2 / fan-in, which keeps
 * the size of signals through many layers: He, Zhang, Ren, Sun, "Delving deep
 * into rectifiers", ICCV 2015.
 */
export const BEFORE_RELU = initializers.heUniform({});

/**
 * Kernels that give logits are smaller, with variance 1 / (3 fan-in), as
 * PyTorch begins all of its layers: a network that is not yet sure of anything
 * starts at the loss of guessing.
 */
export const FOR_LOGITS = initializers.varianceScaling({ scale: 1 / 3, mode: 'fanIn', distribution: 'uniform' });

/**
 * Kernels of networks that learn against one another begin so small that
 * neither is sure of anything: with the deviation of 0.02 that Radford, Metz and
 * Chintala, ICLR 2016, draw all weights with. Larger first weights let the
 * discriminator win before the generator has learnt anything.
 */
export const ADVERSARIAL = initializers.randomNormal({ mean: 0, stddev: 0.02 });

/**
 * Draws the first weights of a model, the same for the same seed everywhere:
 * kernels as their layers' initialisers say but from random numbers of our own.
 * Biases, shifts and moving means begin at 0, scales and moving variances at 1.
 */
export function drawWeights(model: LayersModel, seed: number): void {
  let place = 0;
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const values = firstValues(layer, weight.originalName.split('/').pop(), weight.shape as number[], { seed, place: place++ });
      tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
    }
  }
}

function firstValues(layer: layers.Layer, part: string | undefined, shape: readonly number[], draw: { seed: number; place: number }): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  switch (part) {
    case 'kernel':
      return kernel(layer, shape, draw);
    case 'gamma':
    case 'moving_variance':
      return new Float32Array(size).fill(1);
    case 'bias':
    case 'beta':
    case 'moving_mean':
      return new Float32Array(size);
    default:
      throw new Error(`expected weights whose first values are known in ${layer.name}, but found ${part}`);
  }
}

/** As the layer's initialiser says: normal around 0, or uniform by fan-in. */
function kernel(layer: layers.Layer, shape: readonly number[], draw: { seed: number; place: number }): Float32Array {
  const initialiser = layer.getConfig()['kernelInitializer'] as { readonly className: string; readonly config: Readonly<Record<string, unknown>> };
  const { scale, mode, distribution, mean, stddev } = initialiser.config;
  const size = shape.reduce((a, b) => a * b, 1);
  if (initialiser.className === 'RandomNormal' && mean === 0 && typeof stddev === 'number') return normals(size, stddev, draw);
  if (typeof scale !== 'number' || mode !== 'fanIn' || distribution !== 'uniform') {
    throw new Error(`expected an initialiser that is uniform by fan-in, or normal around 0, in ${layer.name}, but found ${JSON.stringify(initialiser)}`);
  }
  // A variance of scale / fan-in.
  return uniform(size, Math.sqrt((3 * scale) / fanIn(shape)), draw);
}

/** As tfjs-layers counts it: all axes of the kernel but the last, also where that is the input's. */
function fanIn(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((a, b) => a * b, 1);
}

/** From −bound to bound. */
function uniform(size: number, bound: number, { seed, place }: { seed: number; place: number }): Float32Array {
  const words = randomWords(size, seed, 'weights', 0, place);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = ((words[i] as number) / 2 ** 31 - 1) * bound;
  return values;
}

/** Around 0, with a standard deviation. */
function normals(size: number, deviation: number, { seed, place }: { seed: number; place: number }): Float32Array {
  const next = random(seed, 'weights', 0, place);
  return Float32Array.from({ length: size }, () => deviation * normal(next));
}
