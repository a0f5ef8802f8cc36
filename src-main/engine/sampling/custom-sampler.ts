import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { random } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import type { LoaderSpec } from '../../../src-shared/schema/experiment.ts';
import { codeFunction, hasFunctions, isClass, wrongExport } from '../user-code.ts';
import type { UserCode } from '../user-code.ts';
import type { SamplerArguments } from './abstract-sampler.ts';
import type { Sampler } from './sampler.ts';

/** A sampler as one function: the numbers of the samples of an epoch, in order. delira's `LambdaSampler`. */
export type SampleOrder<Options = Readonly<Record<string, unknown>>> = (args: SampleOrderArguments<Options>) => ArrayLike<number>;

export interface SampleOrderArguments<Options = Readonly<Record<string, unknown>>> extends SamplerArguments<Options> {
  /** From 1. */
  readonly epoch: number;
  /** How many to give. */
  readonly count: number;
  /** The epoch's own chance. */
  readonly random: Random;
}

/** A sampler of the user's: a class that extends `AbstractSampler`, or a function. */
export function customSampler(spec: Extract<LoaderSpec['sampler'], { kind: 'custom' }>, labels: Int32Array, batchSize: number, code: UserCode): Sampler {
  const args: SamplerArguments = { labels, batchSize, seed: spec.seed, options: spec.options, extra: code.extra };
  const made = code.get(spec.file);
  const sampler = isClass(made) ? ofClass(made, spec.file, args) : ofFunction(codeFunction(code, spec.file, 'the numbers of samples'), args);
  return { length: sampler.length, draw: (epoch, count) => checked(sampler.draw(epoch, count), count, labels.length, spec.file) };
}

function ofClass(Made: new (args: never) => object, file: string, args: SamplerArguments): Sampler {
  const sampler = new (Made as new (args: SamplerArguments) => object)(args);
  if (hasFunctions(sampler, 'draw') && 'length' in sampler) return sampler as Sampler;
  throw wrongExport(file, 'a class that extends AbstractSampler', Made);
}

function ofFunction(order: (args: unknown) => unknown, args: SamplerArguments): Sampler {
  const draw = (epoch: number, count: number) => order({ ...args, epoch, count, random: random(args.seed, 'sample-order', epoch) }) as Int32Array;
  return { length: args.labels.length, draw };
}

/** What the user's sampler drew, once it is known to be samples that there are. */
function checked(drawn: ArrayLike<number>, count: number, samples: number, file: string): Int32Array {
  if (!isList(drawn) || drawn.length !== count) throw new BadInput(`${file}: expected ${count} numbers of samples, but found ${isList(drawn) ? drawn.length : typeof drawn}`);
  const order = Int32Array.from(drawn);
  const wrong = Array.from(drawn).find((each) => !Number.isInteger(each) || each < 0 || each >= samples);
  if (wrong === undefined) return order;
  throw new BadInput(`${file}: expected numbers of samples from 0 to ${samples - 1}, but found ${wrong}`);
}

function isList(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
