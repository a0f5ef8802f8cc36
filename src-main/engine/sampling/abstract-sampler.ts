import type { CodeArguments } from '../user-code.ts';
import type { Sampler } from './sampler.ts';

/** What a sampler of the user's is made from. */
export interface SamplerArguments<Options = Readonly<Record<string, unknown>>> extends CodeArguments<Options> {
  /** The class number of each sample, in the order of the dataset; 0 for those with masks. */
  readonly labels: Int32Array;
  readonly batchSize: number;
  readonly seed: number;
}

/**
 * The base of samplers of the user's own. `draw` must be a function of its two
 * arguments alone, so that any thread can make an epoch's order and a resumed
 * run goes on with it: chance comes from `random(seed, 'sample-order', epoch)`.
 */
export abstract class AbstractSampler<Options = Readonly<Record<string, unknown>>> implements Sampler {
  readonly args: SamplerArguments<Options>;

  constructor(args: SamplerArguments<Options>) {
    this.args = args;
  }

  /** As many as there are, unless overridden. */
  get length(): number {
    return this.args.labels.length;
  }

  /** Numbers of samples, from 0; `count` of them. */
  abstract draw(epoch: number, count: number): Int32Array;
}
