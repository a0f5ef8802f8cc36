import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import type { Batch } from '../loading/batch.ts';
import { evaluate, learn } from './closure.ts';
import type { Callable, CallOptions, ClosureOptions, ClosureResult, NamedTensors, Parameter } from './contract.ts';
import { toTensors } from './prepare-batch.ts';

/**
 * A network: tensors in, tensors out, and how one batch is learned from.
 *
 * What it was made from is kept in `init` and saved with its weights. A network
 * that learns in another way (two optimizers in turn, say) overrides `closure`.
 */
export abstract class AbstractNetwork implements Callable {
  /** The arguments that it was made from, as plain data. */
  readonly init: Readonly<Record<string, unknown>>;
  readonly inputNames: readonly string[] = ['image'];

  /** Which weights must not change, by their names; none unless `freeze` said so. */
  protected isFrozen: (name: string) => boolean = () => false;

  constructor(init: Readonly<Record<string, unknown>>) {
    this.init = init;
  }

  /** What the optimizers change. */
  abstract readonly parameters: readonly Parameter[];

  /** The parameters by the optimizer that changes them: one for all, unless a network learns in several ways. */
  get parameterGroups(): Readonly<Record<string, readonly Parameter[]>> {
    return { default: this.parameters };
  }

  /** Of all weights, trainable or not; of the parameters, unless overridden. */
  get weightNames(): readonly string[] {
    return this.parameters.map(({ name }) => name);
  }

  abstract call(inputs: NamedTensors, options: CallOptions): NamedTensors;

  abstract applyUpdates(): void;

  /** The network's structure in TensorFlow.js's model JSON, with `init`. */
  abstract json(): ModelJson;

  /** A copy of all weights, trainable or not, in an order and under names that do not change. */
  abstract weights(): Promise<NamedWeights[]>;

  /** Takes over weights as `weights` gave them. */
  abstract setWeights(weights: readonly NamedWeights[]): void;

  abstract dispose(): void;

  /**
   * Tells the network which of its weights must not change any more, by their
   * names. Optimizers leave them alone by themselves; a network that changes
   * weights in other ways, as batch normalisation does, must heed it.
   */
  freeze(isFrozen: (name: string) => boolean): void {
    this.isFrozen = isFrozen;
  }

  /**
   * The batch as tensors: inputs on one device, all else on the other. They may
   * share the batch's memory, so they are disposed of before it is released.
   */
  prepareBatch(batch: Batch, inputDevice: string, outputDevice: string): NamedTensors {
    if (inputDevice !== outputDevice) {
      throw new Error(`expected one device for inputs and outputs, but found ${inputDevice} and ${outputDevice}`);
    }
    return toTensors(batch, this.inputNames);
  }

  /** One step on a batch: forward, losses, gradients, update, metrics; without optimizers, forward, losses and metrics. */
  async closure(data: NamedTensors, options: ClosureOptions): Promise<ClosureResult> {
    const { optimizers = {}, criterions } = options;
    if (Object.keys(optimizers).length === 0) return evaluate(this, data, options);
    const optimizer = optimizers['default'];
    if (optimizer === undefined) throw new Error(`expected an optimizer named default, but found ${Object.keys(optimizers).join(', ')}`);
    if (Object.keys(criterions).length === 0) throw new Error('expected a criterion for the optimizer to make small, but found none');
    return learn(this, optimizer, data, options);
  }
}

/** A model as TensorFlow.js stores it, without its weights. */
export interface ModelJson {
  readonly format: 'layers-model';
  readonly generatedBy: string;
  readonly modelTopology: unknown;
  readonly userDefinedMetadata: { readonly init: Readonly<Record<string, unknown>> };
}
