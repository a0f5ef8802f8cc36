import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { getKernel } from '@tensorflow/tfjs-core';
import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { SimdBackend } from '../backend.ts';
import type { Machine } from '../machine.ts';
import type { GivenArray, OwnCase, StandardCase } from './case.ts';
import { ownCases } from './own-cases.ts';
import { standardCases } from './standard-cases.ts';

/** A kernel that did not answer what it should, and how. */
export interface Disagreement {
  readonly kernel: string;
  readonly text: string;
}

/** Relative to the largest value of the answer. */
const TOLERANCE = 1e-4;
/** Answers smaller than this all over are compared as if they were this large. */
const LEAST_SCALE = 1e-2;

type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * Holds every kernel to the plain one, or to the sum that defines it, on a few
 * shapes: what disagrees on this machine is to stay switched off.
 */
export function selfTest(machine: Machine, kernels: readonly KernelConfig[]): readonly Disagreement[] {
  const backend = new SimdBackend(machine);
  const plain = new MathBackendCPU();
  // The plain backend would advise to install another one.
  (plain as unknown as { firstUse: boolean }).firstUse = false;
  const byName = new Map(kernels.map((config) => [config.kernelName, config]));
  const failed = new Map<string, Disagreement>();
  const judge = (kernel: string, run: () => string | null) => {
    if (failed.has(kernel) || !byName.has(kernel)) return;
    const text = asSentence(run);
    if (text !== null) failed.set(kernel, { kernel, text: `expected ${kernel} to compute as the plain kernel does on this machine, but found ${text}: it is switched off` });
  };
  for (const each of ownCases()) judge(each.kernel, () => runOwn(backend, byName.get(each.kernel) as KernelConfig, each));
  for (const each of standardCases()) judge(each.kernel, () => runStandard(backend, plain, byName.get(each.kernel) as KernelConfig, each));
  backend.dispose();
  return [...failed.values()];
}

/** A kernel that throws disagrees too. */
function asSentence(run: () => string | null): string | null {
  try {
    return run();
  } catch (error) {
    return `an error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function runOwn(backend: SimdBackend, config: KernelConfig, { inputs, attributes, expected, changed = {} }: OwnCase): string | null {
  const given = put(backend, inputs);
  const answers = call(config, backend, given, attributes);
  const results = answers.map((answer) => backend.values(answer));
  const held = Object.entries(changed).map(([name, values]) => difference(backend.values(given[name] as TensorInfo), values));
  const found = [...expected.map((values, i) => difference(results[i] ?? [], values)), ...held].find((text) => text !== null) ?? null;
  for (const info of [...answers, ...Object.values(given)]) backend.disposeData(info.dataId);
  return found;
}

function runStandard(backend: SimdBackend, plain: MathBackendCPU, config: KernelConfig, { kernel, inputs, attributes }: StandardCase): string | null {
  const plainConfig = getKernel(kernel, 'cpu') as KernelConfig | undefined;
  if (!plainConfig) throw new Error(`expected a plain kernel ${kernel} to compare with`);
  const putAll = (to: MathBackendCPU) => (isList(inputs) ? inputs.map((each) => putOne(to, each)) : put(to, inputs));
  const given = putAll(backend);
  const answers = call(config, backend, given, attributes);
  const wanted = call(plainConfig, plain, putAll(plain), attributes);
  const found = wanted
    .map((want, i) => difference(backend.values(answers[i] as TensorInfo), plain.readSync(want.dataId) as Numbers))
    .find((text) => text !== null);
  for (const info of [...answers, ...Object.values(given)]) backend.disposeData(info.dataId);
  return found ?? null;
}

function isList(inputs: StandardCase['inputs']): inputs is readonly GivenArray[] {
  return Array.isArray(inputs);
}

function put(backend: MathBackendCPU, inputs: Readonly<Record<string, GivenArray>>): Record<string, TensorInfo> {
  return Object.fromEntries(Object.entries(inputs).map(([name, array]) => [name, putOne(backend, array)]));
}

function putOne(backend: MathBackendCPU, { data, shape }: GivenArray): TensorInfo {
  const dtype = data instanceof Int32Array ? 'int32' : data instanceof Uint8Array ? 'bool' : 'float32';
  return { dataId: backend.write(data.slice(), [...shape], dtype), shape: [...shape], dtype };
}

type Inputs = Readonly<Record<string, TensorInfo>> | readonly TensorInfo[];

function call(config: KernelConfig, backend: MathBackendCPU, inputs: Inputs, attributes: object): TensorInfo[] {
  const answer = config.kernelFunc({ inputs: inputs as unknown as NamedTensorInfoMap, attrs: attributes as NamedAttrMap, backend });
  return Array.isArray(answer) ? answer : [answer];
}

/** Where and how far an answer is off, or null. */
function difference(found: ArrayLike<number>, expected: Numbers): string | null {
  if (found.length !== expected.length) return `${found.length} values instead of ${expected.length}`;
  let largest = LEAST_SCALE;
  for (const value of expected) if (Math.abs(value) > largest && Math.abs(value) < Infinity) largest = Math.abs(value);
  // By index: a start-up waits for this, and `entries` makes two objects for each number.
  for (let i = 0; i < expected.length; i++) {
    const a = found[i] as number;
    const b = expected[i] as number;
    if (a !== b && !(Math.abs(a - b) <= TOLERANCE * largest) && !Object.is(a, b)) return `${a} instead of ${b} at ${i}`;
  }
  return null;
}
