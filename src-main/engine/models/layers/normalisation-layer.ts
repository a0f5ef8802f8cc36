import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { NormaliseOptions } from '../../ops/normalise.ts';
import { normalise } from '../../ops/normalise.ts';
import * as tf from '../../tf.ts';
import type { OpenShape } from './one-tensor.ts';
import { oneShape, oneTensor } from './one-tensor.ts';
import type { LayerConfig } from './volume-layer.ts';


export interface NormalisationConfig {
  readonly name?: string;
  /** Added to the variance; 0.001 unless said, as in Keras. */
  readonly epsilon?: number;
  /** Whether there is a shift; there is unless said. */
  readonly center?: boolean;
  /** Whether there is a scale; there is unless said. */
  readonly scale?: boolean;
}

/** What group and instance normalisation share: a scale and a shift per channel of the last axis. */
export abstract class NormalisationLayer extends layers.Layer {
  readonly #epsilon: number;
  readonly #center: boolean;
  readonly #scale: boolean;

  constructor(config: NormalisationConfig = {}) {
    super(config as LayerConfig);
    this.#epsilon = config.epsilon ?? 0.001;
    this.#center = config.center ?? true;
    this.#scale = config.scale ?? true;
  }

  protected abstract over(): Pick<NormaliseOptions, 'over' | 'groups'>;

  override build(inputShape: OpenShape | OpenShape[]): void {
    const channels = oneShape(inputShape).at(-1);
    if (typeof channels !== 'number') throw new Error(`expected a known number of channels for ${this.name}`);
    if (this.#scale) this.addWeight('gamma', [channels], 'float32', initializers.ones());
    if (this.#center) this.addWeight('beta', [channels], 'float32', initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [gamma, beta] = [this.#weight('gamma'), this.#weight('beta')];
      return normalise(oneTensor(inputs), { ...this.over(), epsilon: this.#epsilon, ...(gamma ? { gamma } : {}), ...(beta ? { beta } : {}) }).y;
    });
  }

  override computeOutputShape(inputShape: OpenShape | OpenShape[]): OpenShape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: -1, epsilon: this.#epsilon, center: this.#center, scale: this.#scale };
  }

  #weight(name: string): tf.Tensor | undefined {
    return this.weights.find(({ originalName }) => originalName.endsWith(`/${name}`))?.read();
  }
}
