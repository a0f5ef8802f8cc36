import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { normal, random } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import * as tf from '../tf.ts';

/**
 * Draws the first weights of a model of the user's, the same for the same seed
 * everywhere: as its layers' initialisers say, but from random numbers of our
 * own. Those that draw nothing by chance (zeros, ones, constants) stay.
 */
export function drawAnyWeights(model: LayersModel, seed: number): void {
  let place = 0;
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const draw = drawOf(layer, weight.originalName.split('/').pop() ?? '', weight.shape as number[]);
      const next = random(seed, 'weights', 0, place++);
      if (draw === null) continue;
      const size = (weight.shape as number[]).reduce((product, side) => product * side, 1);
      const values = Float32Array.from({ length: size }, () => draw(next));
      tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
    }
  }
}

type Config = Readonly<Record<string, unknown>>;

/** One value of a weight; null where chance has no part in it. */
function drawOf(layer: layers.Layer, part: string, shape: readonly number[]): ((next: Random) => number) | null {
  const initialiser = layer.getConfig()[`${part.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())}Initializer`] as { readonly className: string; readonly config: Config } | undefined;
  if (initialiser === undefined) return null;
  const { className, config } = initialiser;
  const number = (name: string, otherwise: number) => (typeof config[name] === 'number' ? config[name] : otherwise);
  switch (className) {
    case 'VarianceScaling':
      return ofVariance(number('scale', 1) / fans(shape, String(config['mode'])), config['distribution'] === 'uniform');
    case 'RandomUniform':
      return (next) => number('minval', -0.05) + (number('maxval', 0.05) - number('minval', -0.05)) * next();
    case 'RandomNormal':
    case 'TruncatedNormal':
      return (next) => number('mean', 0) + number('stddev', 0.05) * within(next);
    case 'Orthogonal':
      return ofVariance(1 / fans(shape, 'fanIn'), false);
    default:
      return null;
  }
}

function ofVariance(variance: number, isUniform: boolean): (next: Random) => number {
  const bound = Math.sqrt(3 * variance);
  return isUniform ? (next) => (2 * next() - 1) * bound : (next) => Math.sqrt(variance) * within(next);
}

/** A normal draw, drawn again beyond two deviations. */
function within(next: Random): number {
  for (;;) {
    const value = normal(next);
    if (Math.abs(value) <= 2) return value;
  }
}

/** As tfjs-layers counts them: the inputs or outputs of one unit, or their mean. */
function fans(shape: readonly number[], mode: string): number {
  const field = shape.slice(0, -2).reduce((product, side) => product * side, 1);
  const fanIn = field * (shape.at(-2) ?? 1);
  const fanOut = field * (shape.at(-1) ?? 1);
  return Math.max(1, mode === 'fanOut' ? fanOut : mode === 'fanAvg' ? (fanIn + fanOut) / 2 : fanIn);
}
