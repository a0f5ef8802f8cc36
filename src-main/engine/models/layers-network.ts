import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import { moveAverages } from '../ops/move-averages.ts';
import * as tf from '../tf.ts';
import type { CallOptions, NamedTensors, Parameter } from './contract.ts';
import { namedTensor } from './named-tensor.ts';
import type { ModelJson } from './network.ts';
import { AbstractNetwork } from './network.ts';
import type { Plan } from './plan/compile.ts';
import { compile } from './plan/compile.ts';
import type { Statistics } from './plan/run-steps.ts';
import { runSteps } from './plan/run-steps.ts';
import { canRunWhole, runWhole } from './plan/run-whole.ts';
import { readWeights, writeWeights } from './weights.ts';

/** What every network of layers is made from, beside its own settings. */
export interface NetworkInit {
  readonly [name: string]: unknown;
  /** Names the masks of dropout, and the first weights. */
  readonly seed: number;
}

/**
 * A network that is a functional model of tfjs-layers: stored in its standard
 * format, but run by a plan of ops of ours.
 */
export class LayersNetwork extends AbstractNetwork {
  readonly parameters: readonly Parameter[];
  /** All weights, trainable or not. */
  readonly variables: readonly Parameter[];
  readonly model: LayersModel;
  readonly #seed: number;
  #learning: Plan;
  readonly #inferring: Plan;
  /** What gradients are computed for. */
  #learnt: readonly Parameter[];
  readonly #pending: Statistics[] = [];

  /** @param auxiliary how many of the last outputs only training needs. */
  constructor(model: LayersModel, init: NetworkInit, auxiliary = 0) {
    super(init);
    this.model = model;
    this.#seed = init.seed;
    this.#learning = compile(model, true);
    this.#inferring = compile(model, false, model.outputs.slice(0, model.outputs.length - auxiliary));
    this.parameters = named(model.trainableWeights);
    this.variables = named(model.weights);
    this.#learnt = this.parameters;
  }

  override get weightNames(): readonly string[] {
    return this.variables.map(({ name }) => name);
  }

  /** Batch normalisation that is frozen as a whole goes by its moving averages while the others learn, as in Keras. */
  override freeze(isFrozen: (name: string) => boolean): void {
    super.freeze(isFrozen);
    this.#learning = compile(this.model, true, this.model.outputs, isFrozen);
    this.#learnt = this.parameters.filter(({ name }) => !isFrozen(name));
  }

  /** The first output is `pred`; others have the names of their layers. */
  call(inputs: NamedTensors, { training, step = 0, inputGradient = false, weightGradient = true }: CallOptions): NamedTensors {
    const given = this.inputNames.map((name) => namedTensor(inputs, name));
    const run = { seed: this.#seed, step };
    const variables = weightGradient ? this.#learnt.map(({ variable }) => variable) : [];
    const whole = training && canRunWhole(this.#learning);
    const { outputs, statistics } = whole
      ? runWhole(this.#learning, given, variables, run, inputGradient)
      : runSteps(training ? this.#learning : this.#inferring, given, run);
    this.#pending.push(...statistics);
    return Object.fromEntries(outputs.map((output, i) => [i === 0 ? 'pred' : (this.model.outputNames[i] as string), output]));
  }

  /**
   * Moves the averages of batch normalisation towards what training calls saw.
   * The variance is divided by n as in Keras, whose format this is; PyTorch's
   * moving variance divides by n − 1.
   */
  applyUpdates(): void {
    moveAverages(this.#pending.map(({ moving, mean, deviation }) => ({ ...moving, batchMean: mean, deviation })));
    this.forgetUpdates();
  }

  json(): ModelJson {
    return {
      format: 'layers-model',
      generatedBy: `TensorFlow.js tfjs-layers v${tf.version_core}`,
      modelTopology: this.model.toJSON(null, false),
      userDefinedMetadata: { init: this.init },
    };
  }

  weights(): Promise<NamedWeights[]> {
    return readWeights(this.variables);
  }

  setWeights(weights: readonly NamedWeights[]): void {
    writeWeights(weights, this.variables);
  }

  /** Lets what training calls wanted to do to moving averages go. */
  forgetUpdates(): void {
    tf.dispose(this.#pending.splice(0).flatMap(({ mean, deviation }) => [mean, deviation]));
  }

  dispose(): void {
    this.forgetUpdates();
    this.model.dispose();
  }
}

/** Variables under the names that a stored model gives them, without the suffixes that tell models in one process apart. */
function named(weights: LayersModel['weights']): Parameter[] {
  return weights.map((weight) => ({ name: weight.originalName, variable: weight.read() as tf.Variable }));
}
