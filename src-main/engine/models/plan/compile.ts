import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tf from '../../tf.ts';
import type { Compute, Draft } from './draft.ts';
import { KNOWN_LAYERS } from './known-layers.ts';
import { viewOf } from './layer-view.ts';
import type { Node } from './trace.ts';
import { trace } from './trace.ts';

export interface Step {
  /** The layer's name. */
  readonly name: string;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly compute: Compute;
}

/** A model as steps over numbered values. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** How often each value is used by a step. */
  readonly uses: ReadonlyMap<number, number>;
}

interface DraftStep {
  readonly name: string;
  readonly inputs: readonly number[];
  readonly draft: Draft;
}

/**
 * Turns a model into steps of ours, for training or for inference, and fuses
 * neighbours: ReLU into what comes before it, zero padding into what comes
 * after it, and for inference batch normalisation into the convolution before it.
 *
 * @param wanted the outputs that are needed, all of them unless said.
 * @param isFrozen which weights training must not change; none unless said.
 */
export function compile(model: LayersModel, training: boolean, wanted: readonly SymbolicTensor[] = model.outputs, isFrozen: (name: string) => boolean = () => false): Plan {
  const { nodes, inputs, outputs } = trace(model, wanted);
  const builder = new Builder();
  const value = new Map<number, number>();
  const consumers = nodes.map((_, i) => nodes.flatMap((node) => node.inputs).filter((input) => input === i).length + (outputs.includes(i) ? 2 : 0));
  const counts = new Map<string, number>();
  for (const [i, node] of nodes.entries()) {
    const className = node.layer.getClassName();
    const ordinal = counts.get(className) ?? 0;
    counts.set(className, ordinal + 1);
    const drafts = className === 'InputLayer' ? [] : draftsOf(node, training, ordinal, isFrozen);
    const from = node.inputs.map((input) => value.get(input) as number);
    value.set(i, className === 'InputLayer' ? builder.input() : builder.chain(node.layer.name, from, drafts, consumers[i] === 1));
  }
  const numbered = (places: readonly number[]) => places.map((place) => value.get(place) as number);
  return builder.plan(numbered(inputs), numbered(outputs));
}

function draftsOf({ layer, inputShapes }: Node, training: boolean, ordinal: number, isFrozen: (name: string) => boolean): readonly Draft[] {
  const frozen = layer.weights.every(({ originalName }) => isFrozen(originalName));
  const known = KNOWN_LAYERS[layer.getClassName()]?.(viewOf(layer, inputShapes, ordinal, frozen), training) ?? null;
  return known ?? [{ compute: { kind: 'function', apply: (inputs) => applyLayer(layer, inputs, training) } }];
}

/** The layer as tfjs-layers runs it; a layer that hands its input on gets a tensor of its own. */
function applyLayer(layer: layers.Layer, inputs: readonly tf.Tensor[], training: boolean): tf.Tensor {
  const y = layer.apply(inputs.length === 1 ? (inputs[0] as tf.Tensor) : [...inputs], { training }) as tf.Tensor;
  return inputs.includes(y) ? tf.clone(y) : y;
}

/** Collects steps and fuses each with the one before it where both allow it. */
class Builder {
  readonly #steps = new Map<number, DraftStep>();
  /** Values that exactly one step will use, so that what makes them may be changed. */
  readonly #single = new Set<number>();
  readonly #nonNegative = new Set<number>();
  #values = 0;

  input(): number {
    return this.#values++;
  }

  /** @returns the value that the last of the drafts makes. */
  chain(name: string, inputs: readonly number[], drafts: readonly Draft[], usedOnce: boolean): number {
    let values = inputs;
    for (const [i, draft] of drafts.entries()) {
      const value = this.#add(name, values, draft);
      if (usedOnce || i < drafts.length - 1) this.#single.add(value);
      else this.#single.delete(value);
      values = [value];
    }
    return values[0] as number;
  }

  plan(inputs: readonly number[], outputs: readonly number[]): Plan {
    const steps = [...this.#steps].map(([output, { name, inputs, draft }]) => ({ name, inputs, output, compute: draft.compute }));
    const uses = new Map<number, number>();
    for (const input of steps.flatMap((step) => step.inputs)) uses.set(input, (uses.get(input) ?? 0) + 1);
    return { steps, inputs, outputs, uses };
  }

  #add(name: string, inputs: readonly number[], draft: Draft): number {
    const into = this.#intoProducer(inputs[0] as number, draft);
    if (into !== null) return into;
    const [fused, from] = this.#withPadding(inputs, draft);
    const value = this.#values++;
    this.#put(value, { name, inputs: from, draft: fused });
    return value;
  }

  /** ReLU, or a scaling of channels, becomes a part of the step before it. */
  #intoProducer(value: number, draft: Draft): number | null {
    const producer = this.#steps.get(value);
    if (producer === undefined || !this.#single.has(value)) return null;
    const fused = draft.isRelu ? producer.draft.rectified?.() : draft.scaling && producer.draft.scaled?.(draft.scaling);
    if (fused === undefined) return null;
    this.#put(value, { ...producer, draft: fused });
    return value;
  }

  /** Zeros before a step become its own padding, and the step that put them is dropped. */
  #withPadding(inputs: readonly number[], draft: Draft): [Draft, readonly number[]] {
    const value = inputs[0] as number;
    const producer = this.#steps.get(value);
    const margins = producer?.draft.margins;
    if (!producer || !margins || !this.#single.has(value)) return [draft, inputs];
    const padded = draft.padded?.(margins, this.#nonNegative.has(producer.inputs[0] as number)) ?? null;
    if (padded === null) return [draft, inputs];
    this.#steps.delete(value);
    return [padded, producer.inputs];
  }

  #put(value: number, step: DraftStep): void {
    this.#steps.set(value, step);
    const { sign } = step.draft;
    const nonNegative = sign === 'non-negative' || (sign === 'as-inputs' && step.inputs.every((input) => this.#nonNegative.has(input)));
    if (nonNegative) this.#nonNegative.add(value);
    else this.#nonNegative.delete(value);
  }
}
