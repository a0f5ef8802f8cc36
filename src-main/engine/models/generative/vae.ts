import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import * as tf from '../../tf.ts';
import type { ClosureOptions, ClosureResult, NamedTensors } from '../contract.ts';
import { BEFORE_RELU, drawWeights, FOR_LOGITS } from '../draw-weights.ts';
import { apply } from '../layers/apply.ts';
import { areWide, inSpace, marginsTo } from '../layers/in-space.ts';
import type { NetworkInit } from '../layers-network.ts';
import { namedTensor } from '../named-tensor.ts';
import { GenerativeNetwork, gradientsOf, noise, Part, readLosses } from './generative-network.ts';

export interface VaeOptions {
  /** Channels of each convolution, which halves every side. */
  readonly filters: readonly number[];
  /** Numbers that an image is told by. */
  readonly latent: number;
  /** What the distance of these numbers from standard normal ones counts beside the reconstruction. */
  readonly beta: number;
  /** [height, width, channel]; sides that cannot be halved so often get margins. */
  readonly inputShape: readonly number[];
  readonly seed: number;
}

/**
 * A variational autoencoder: Kingma and Welling, "Auto-encoding variational
 * Bayes", ICLR 2014; beta: Higgins et al., ICLR 2017.
 *
 * The encoder gives mean and logarithm of the variance of a few numbers by
 * 4-wide convolutions of stride 2 with ReLU; the decoder makes an image from −1
 * to 1 of such numbers, the same way back.
 */
export function vae(options: VaeOptions): Vae {
  const { latent, inputShape, seed } = options;
  const image = input({ shape: [...inputShape], name: 'image' });
  const code = input({ shape: [latent], name: 'latent' });
  const [mean, logVariance] = encoder(image, options);
  const decoded = decoder(code, options);
  const init = { kind: 'vae', ...options };
  const network = new Vae(model({ inputs: [image, code], outputs: [mean, logVariance, decoded], name: 'vae' }), init, {
    encoder: new Part(model({ inputs: image, outputs: [mean, logVariance], name: 'encoder' }), init, ['image']),
    decoder: new Part(model({ inputs: code, outputs: decoded, name: 'decoder' }), init, ['latent']),
  });
  drawWeights(network.model, seed);
  return network;
}

/** The sides with their margins, and how many places are left below. */
function sizes({ filters, inputShape }: VaeOptions) {
  const factor = 2 ** filters.length;
  const sides = inputShape.slice(0, 2).map((side) => Math.ceil(side / factor) * factor);
  return { margins: marginsTo(inputShape.slice(0, 2), sides), lowest: sides.map((side) => side / factor) };
}

function encoder(image: SymbolicTensor, options: VaeOptions): [SymbolicTensor, SymbolicTensor] {
  const { margins } = sizes(options);
  let x = areWide(margins) ? apply(inSpace(options.inputShape).pad('enc_pad', margins), image) : image;
  for (const [i, filters] of options.filters.entries()) {
    x = apply(layers.conv2d({ name: `enc${i + 1}_conv`, filters, kernelSize: 4, strides: 2, padding: 'same', activation: 'relu', kernelInitializer: BEFORE_RELU }), x);
  }
  x = apply(layers.flatten({ name: 'enc_flat' }), x);
  const of = (name: string) => apply(layers.dense({ name, units: options.latent, kernelInitializer: FOR_LOGITS }), x);
  return [of('enc_mean'), of('enc_log_variance')];
}

function decoder(code: SymbolicTensor, options: VaeOptions): SymbolicTensor {
  const { filters, inputShape } = options;
  const { margins, lowest } = sizes(options);
  const shape = [...lowest, filters.at(-1) ?? 1];
  let x = apply(layers.dense({ name: 'dec_dense', units: shape.reduce((a, b) => a * b, 1), activation: 'relu', kernelInitializer: BEFORE_RELU }), code);
  x = apply(layers.reshape({ name: 'dec_shape', targetShape: shape }), x);
  const channels = [inputShape[2] ?? 1, ...filters.slice(0, -1)].reverse();
  for (const [i, count] of channels.entries()) {
    const last = i === channels.length - 1;
    const settings = { name: `dec${i + 1}_conv`, filters: count, kernelSize: 4, strides: 2, padding: 'same' } as const;
    x = apply(layers.conv2dTranspose({ ...settings, activation: last ? 'tanh' : 'relu', kernelInitializer: last ? FOR_LOGITS : BEFORE_RELU }), x);
  }
  return areWide(margins) ? apply(inSpace(inputShape).crop('dec_crop', margins), x) : x;
}

interface VaeParts {
  readonly encoder: Part;
  readonly decoder: Part;
}

export class Vae extends GenerativeNetwork {
  protected readonly parts: readonly Part[];
  readonly #encoder: Part;
  readonly #decoder: Part;
  readonly #options: Pick<VaeOptions, 'latent' | 'beta' | 'seed'>;

  constructor(model: LayersModel, init: NetworkInit & VaeOptions, { encoder, decoder }: VaeParts) {
    super(model, init);
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.parts = [encoder, decoder];
    this.#options = init;
  }

  /** The reconstruction by the means alone. */
  override call(inputs: NamedTensors, { training }: { readonly training: boolean }): NamedTensors {
    const [mean] = this.#encoder.run([namedTensor(inputs, 'image')], training) as [tf.Tensor];
    return { pred: this.#decoder.run([mean], training, { ofInputs: training })[0] as tf.Tensor };
  }

  /**
   * Losses are `reconstruction`, the criterions' between an image and what is
   * made of its numbers, and `kl`, the distance of these from standard normal
   * ones; both for each value of an image, so that beta means the same for
   * every size.
   */
  override async closure(data: NamedTensors, options: ClosureOptions): Promise<ClosureResult> {
    const image = namedTensor(data, 'image');
    const optimizer = options.optimizers?.['default'];
    const parts: Record<string, tf.Tensor> = {};
    let reconstruction: tf.Tensor | undefined;
    const loss = () => {
      const step = optimizer ? 1 + (options.step ?? 0) : null;
      const found = this.#losses(image, options, step);
      reconstruction = tf.keep(found.reconstruction);
      for (const [name, each] of Object.entries(found.parts)) parts[name] = tf.keep(tf.clone(each));
      return found.loss;
    };
    if (!optimizer) {
      const value = tf.tidy(loss);
      const generated = tf.tidy(() => this.#decoder.run([noise(image.shape[0] ?? 1, [this.#options.latent], this.#options.seed, 0)], false)[0] as tf.Tensor);
      return readLosses({ loss: value, ...parts }, { reconstruction: reconstruction as tf.Tensor, generated }, 'val_');
    }
    const { value, gradients } = gradientsOf(optimizer.parameters, loss);
    tf.tidy(() => optimizer.update(gradients));
    tf.dispose(gradients);
    this.applyUpdates();
    return readLosses({ loss: value, ...parts }, { reconstruction: reconstruction as tf.Tensor }, '');
  }

  /** @param step names the noise of a training step; null where the means are taken. */
  #losses(image: tf.Tensor, { criterions }: ClosureOptions, step: number | null) {
    const training = step !== null;
    const [mean, logVariance] = this.#encoder.run([image], training) as [tf.Tensor, tf.Tensor];
    const { latent, seed, beta } = this.#options;
    const code = step === null ? mean : tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise(image.shape[0] ?? 1, [latent], seed, step)));
    const reconstruction = this.#decoder.run([code], training, { ofInputs: training })[0] as tf.Tensor;
    const each = Object.values(criterions).map((criterion) => tf.mul(criterion.loss({ pred: reconstruction }, { label: image }), criterion.weight));
    const ofImages = tf.addN(each) as tf.Scalar;
    // −½ Σ (1 + log σ² − μ² − σ²), for each value of an image
    const divergence = tf.sum(tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1)));
    const kl = tf.div(divergence, 2 * image.size) as tf.Scalar;
    return { loss: tf.add(ofImages, tf.mul(kl, beta)) as tf.Scalar, parts: { reconstruction: ofImages, kl }, reconstruction };
  }
}
