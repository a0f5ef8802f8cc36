import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import * as tf from '../../tf.ts';
import type { ClosureOptions, ClosureResult, Criterion, NamedTensors, Parameter } from '../contract.ts';
import { ADVERSARIAL, drawWeights } from '../draw-weights.ts';
import { apply } from '../layers/apply.ts';
import { areWide, batchNormalisation, inSpace, marginsTo } from '../layers/in-space.ts';
import type { NetworkInit } from '../layers-network.ts';
import { namedTensor } from '../named-tensor.ts';
import { GenerativeNetwork, gradientsOf, noise, Part, readLosses, squareAround } from './generative-network.ts';

export interface DcganOptions {
  /** Numbers of chance that an image is made from. */
  readonly noise: number;
  /** Channels beside the image, doubled with each halving of its sides. */
  readonly width: number;
  /** [height, width, channel]; sides that are not 4 doubled some times get margins. */
  readonly inputShape: readonly number[];
  readonly seed: number;
}

/** As the paper sets it. */
const SLOPE = 0.2;

/**
 * Two networks that learn against one another: Radford, Metz, Chintala,
 * "Unsupervised representation learning with deep convolutional generative
 * adversarial networks", ICLR 2016, with the layers and the weights of the one
 * that delira shipped, for images of any size. Its 64 × 64 have four doublings.
 *
 * The generator makes images from −1 to 1 of noise by transposed 4-wide
 * convolutions with batch normalisation and ReLU; the discriminator gives one
 * logit, whether an image is real, by 4-wide convolutions of stride 2 with
 * batch normalisation (but in the first) and leaky ReLU.
 */
export function dcgan(options: DcganOptions): Dcgan {
  const { inputShape, seed } = options;
  const chance = input({ shape: [1, 1, options.noise], name: 'noise' });
  const image = input({ shape: [...inputShape], name: 'image' });
  const [made, judged] = [generator(chance, options), discriminator(image, options)];
  const init = { kind: 'dcgan', ...options };
  const network = new Dcgan(model({ inputs: [chance, image], outputs: [made, judged], name: 'dcgan' }), init, {
    generator: new Part(model({ inputs: chance, outputs: made, name: 'generator' }), init, ['noise']),
    discriminator: new Part(model({ inputs: image, outputs: judged, name: 'discriminator' }), init, ['image']),
  });
  drawWeights(network.model, seed);
  return network;
}

function generator(chance: SymbolicTensor, { width, inputShape }: DcganOptions): SymbolicTensor {
  const { side, doublings } = squareAround(inputShape);
  const build = inSpace(inputShape);
  const up = (name: string, filters: number, strides: number, x: SymbolicTensor) =>
    apply(layers.conv2dTranspose({ name, filters, kernelSize: 4, strides, padding: strides === 1 ? 'valid' : 'same', useBias: false, kernelInitializer: ADVERSARIAL }), x);
  let x = chance;
  for (let i = 0; i < doublings; i++) {
    x = up(`gen${i + 1}_conv`, width * 2 ** (doublings - 1 - i), i === 0 ? 1 : 2, x);
    x = apply(layers.activation({ name: `gen${i + 1}_relu`, activation: 'relu' }), apply(batchNormalisation(`gen${i + 1}_norm`), x));
  }
  x = apply(layers.activation({ name: 'gen_tanh', activation: 'tanh' }), up(`gen${doublings + 1}_conv`, inputShape[2] ?? 1, 2, x));
  const margins = marginsTo(inputShape.slice(0, 2), [side, side]);
  return areWide(margins) ? apply(build.crop('gen_crop', margins), x) : x;
}

function discriminator(image: SymbolicTensor, { width, inputShape }: DcganOptions): SymbolicTensor {
  const { side, doublings } = squareAround(inputShape);
  const build = inSpace(inputShape);
  const margins = marginsTo(inputShape.slice(0, 2), [side, side]);
  const down = (name: string, filters: number, strides: number, x: SymbolicTensor) =>
    apply(layers.conv2d({ name, filters, kernelSize: 4, strides, padding: strides === 1 ? 'valid' : 'same', useBias: false, kernelInitializer: ADVERSARIAL }), x);
  let x = areWide(margins) ? apply(build.pad('discr_pad', margins), image) : image;
  for (let i = 0; i < doublings; i++) {
    x = down(`discr${i + 1}_conv`, width * 2 ** i, 2, x);
    if (i > 0) x = apply(batchNormalisation(`discr${i + 1}_norm`), x);
    x = apply(layers.leakyReLU({ name: `discr${i + 1}_relu`, alpha: SLOPE }), x);
  }
  x = down(`discr${doublings + 1}_conv`, 1, 1, x);
  return apply(layers.flatten({ name: 'discr_logit' }), x);
}

interface DcganParts {
  readonly generator: Part;
  readonly discriminator: Part;
}

/** The two networks as one, with an optimizer for each: `gen` and `discr`. */
export class Dcgan extends GenerativeNetwork {
  protected readonly parts: readonly Part[];
  readonly #generator: Part;
  readonly #discriminator: Part;
  readonly #options: Pick<DcganOptions, 'noise' | 'seed'>;

  constructor(model: LayersModel, init: NetworkInit & DcganOptions, { generator, discriminator }: DcganParts) {
    super(model, init);
    this.#generator = generator;
    this.#discriminator = discriminator;
    this.parts = [generator, discriminator];
    this.#options = init;
  }

  override get parameterGroups(): Readonly<Record<string, readonly Parameter[]>> {
    return { gen: this.#generator.parameters, discr: this.#discriminator.parameters };
  }

  /** Whether images are real, as logits [batch, 1]. */
  override call(inputs: NamedTensors, { training }: { readonly training: boolean }): NamedTensors {
    return { pred: this.#discriminator.run([namedTensor(inputs, 'image')], training)[0] as tf.Tensor };
  }

  /**
   * One step of both on the same images and the same noise, as in delira: the
   * discriminator learns to tell real (1) from made (0), the generator to be
   * taken for real by the discriminator as it was before. Losses go by their
   * criterion and by what they are of: `…_discr_real`, `…_discr_fake`, `…_adversarial`.
   */
  override async closure(data: NamedTensors, options: ClosureOptions): Promise<ClosureResult> {
    const { gen, discr } = options.optimizers ?? {};
    const image = namedTensor(data, 'image');
    if (!gen || !discr) return this.#evaluate(image, options);
    const chance = noise(image.shape[0] ?? 1, [1, 1, this.#options.noise], this.#options.seed, 1 + (options.step ?? 0));
    const generated = tf.tidy(() => this.#generator.run([chance], true)[0] as tf.Tensor);
    this.#generator.forgetUpdates();
    const parts: Record<string, tf.Tensor> = {};
    const judging = gradientsOf(discr.parameters, () => {
      const [real, fake] = [image, generated].map((each) => this.#discriminator.run([each], true)[0] as tf.Tensor) as [tf.Tensor, tf.Tensor];
      return summed([...judged(options.criterions, real, 1, 'discr_real', parts), ...judged(options.criterions, fake, 0, 'discr_fake', parts)]);
    });
    const making = gradientsOf(gen.parameters, () => {
      const made = this.#generator.run([chance], true)[0] as tf.Tensor;
      const fake = this.#discriminator.run([made], true, { ofInputs: true, ofWeights: false })[0] as tf.Tensor;
      return summed(judged(options.criterions, fake, 1, 'adversarial', parts));
    });
    tf.tidy(() => {
      discr.update(judging.gradients);
      gen.update(making.gradients);
    });
    this.applyUpdates();
    const loss = tf.tidy(() => tf.add(judging.value, making.value));
    tf.dispose([chance, judging, making]);
    return readLosses({ loss, ...parts }, { generated }, '');
  }

  /** Always of the same noise, so that pictures of one epoch can be compared with those of another. */
  async #evaluate(image: tf.Tensor, { criterions }: ClosureOptions): Promise<ClosureResult> {
    const parts: Record<string, tf.Tensor> = {};
    const { generated, loss } = tf.tidy(() => {
      const chance = noise(image.shape[0] ?? 1, [1, 1, this.#options.noise], this.#options.seed, 0);
      const generated = this.#generator.run([chance], false)[0] as tf.Tensor;
      const [real, fake] = [image, generated].map((each) => this.#discriminator.run([each], false)[0] as tf.Tensor) as [tf.Tensor, tf.Tensor];
      const losses = [...judged(criterions, real, 1, 'discr_real', parts), ...judged(criterions, fake, 0, 'discr_fake', parts), ...judged(criterions, fake, 1, 'adversarial', parts)];
      return { generated, loss: summed(losses) };
    });
    return readLosses({ loss, ...parts }, { generated }, 'val_');
  }
}

/** Each criterion's loss of logits that should be 1 or 0, weighted; as it is, it is kept under its name. */
function judged(criterions: Readonly<Record<string, Criterion>>, logits: tf.Tensor, truth: 0 | 1, part: string, kept: Record<string, tf.Tensor>): tf.Scalar[] {
  return Object.entries(criterions).map(([name, criterion]) => {
    const loss = criterion.loss({ pred: logits }, { label: tf.fill(logits.shape, truth) });
    kept[`${name}_${part}`] = tf.keep(tf.clone(loss));
    return tf.mul(loss, criterion.weight);
  });
}

function summed(losses: readonly tf.Scalar[]): tf.Scalar {
  return tf.addN([...losses]) as tf.Scalar;
}
