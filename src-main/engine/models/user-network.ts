import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import * as tf from '../tf.ts';
import type { Parameter } from './contract.ts';
import type { NetworkArguments } from './custom-network.ts';
import type { ModelJson } from './network.ts';
import { AbstractNetwork } from './network.ts';
import { readWeights, writeWeights } from './weights.ts';

/**
 * The base of networks of the user's own, `AbstractNetwork` to them: all that a
 * network must do beside `parameters` and `call` follows from its variables.
 *
 * One whose layers are those of tfjs-layers extends `LayersNetwork` instead.
 */
export abstract class UserNetwork<Options = Readonly<Record<string, unknown>>> extends AbstractNetwork {
  readonly args: NetworkArguments<Options>;

  constructor(args: NetworkArguments<Options>) {
    super({ ...args });
    this.args = args;
  }

  /** All variables that are saved, trainable or not: the parameters, unless overridden. */
  get variables(): readonly Parameter[] {
    return this.parameters;
  }

  override get weightNames(): readonly string[] {
    return this.variables.map(({ name }) => name);
  }

  applyUpdates(): void {
    // Nothing but the optimizer changes these.
  }

  json(): ModelJson {
    return { format: 'layers-model', generatedBy: `TensorFlow.js v${tf.version_core}, code of the user's`, modelTopology: null, userDefinedMetadata: { init: this.init } };
  }

  weights(): Promise<NamedWeights[]> {
    return readWeights(this.variables);
  }

  setWeights(weights: readonly NamedWeights[]): void {
    writeWeights(weights, this.variables);
  }

  dispose(): void {
    tf.dispose(this.variables.map(({ variable }) => variable));
  }
}
