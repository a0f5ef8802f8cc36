import * as tf from '../../tf.ts';
import type { NormalisationConfig } from './normalisation-layer.ts';
import { NormalisationLayer } from './normalisation-layer.ts';

/** Keras's GroupNormalization of the last axis: Wu and He, "Group normalization", ECCV 2018. */
export class GroupNormalization extends NormalisationLayer {
  static readonly className = 'GroupNormalization';
  readonly #groups: number;

  constructor(config: NormalisationConfig & { readonly groups?: number } = {}) {
    super(config);
    this.#groups = config.groups ?? 32;
  }

  protected override over() {
    return { over: 'group', groups: this.#groups } as const;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.#groups };
  }
}
tf.serialization.registerClass(GroupNormalization);
