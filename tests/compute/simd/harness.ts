/**
 * Runs a kernel on the `simd` backend and on the plain one with equal inputs.
 *
 * Memory is poisoned: what a kernel reads beyond its inputs, forgets to write,
 * or keeps after its tensor was disposed of comes out as NaN.
 */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { getKernel } from '@tensorflow/tfjs-core';
import type { DataType, KernelBackend, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SimdBackend } from '../../../src-main/compute/simd/backend.ts';
import type { NumberArray } from '../../../src-main/compute/simd/backend.ts';
import { Machine } from '../../../src-main/compute/simd/machine.ts';
import type { MachineOptions } from '../../../src-main/compute/simd/machine.ts';
import { HOT_KERNELS } from '../../../src-main/compute/simd/register.ts';
import { random } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';

/** A tensor as plain data. */
export interface Values {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly values: NumberArray;
}

export interface KernelCall {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Values>> | readonly Values[];
  readonly attributes?: object;
  /** Inputs that the kernel changes: their values then come after its outputs. */
  readonly changes?: readonly string[];
}

/** Cases per kernel: enough for the common faults in the quick suite; `DELIRA_KERNEL_CASES` or the full suite asks for more. */
export const QUICK_CASES = Number(process.env['DELIRA_KERNEL_CASES'] ?? 24);
export const FULL_CASES = 200;

/** A `simd` backend of its own, on a memory that is poisoned from the start. */
export class Simd {
  readonly machine: Machine;
  readonly backend: SimdBackend;

  constructor(options: Partial<MachineOptions> = {}) {
    this.machine = new Machine({ threads: 1, columns: 16, poison: true, ...options });
    this.backend = new SimdBackend(this.machine);
    this.machine.arena.free(this.machine.arena.allocate(32 << 20));
  }

  /** Outputs in order, then what was changed; every tensor is disposed of. */
  run(call: KernelCall): Values[] {
    return this.runThen(call, ({ inputs, outputs, read }) => {
      const names = Object.keys(call.inputs);
      const changed = (call.changes ?? []).map((name) => inputs[names.indexOf(name)] as TensorInfo);
      return [...outputs, ...changed].map((each) => ({ shape: each.shape, dtype: each.dtype, values: read(each) }));
    });
  }

  /** Runs a kernel and hands its tensors over before they are disposed of. */
  runThen<Answer>(call: KernelCall, then: (ran: Ran) => Answer): Answer {
    const config = HOT_KERNELS.find((each) => each.kernelName === call.name);
    if (!config) throw new Error(`expected a hot kernel, but found ${call.name}`);
    return runKernel(this.backend, config.kernelFunc, call, then);
  }

  async close(): Promise<void> {
    await this.machine.close();
  }
}

const plain = new MathBackendCPU();
Object.assign(plain, { firstUse: false });

export function runPlain(call: KernelCall): Values[] {
  const config = getKernel(call.name, 'cpu');
  if (!config) throw new Error(`expected a plain kernel, but found none for ${call.name}`);
  return runKernel(plain, config.kernelFunc, call, ({ outputs, read }) => outputs.map((each) => ({ shape: each.shape, dtype: each.dtype, values: read(each) })));
}

/** What a kernel was given and gave. */
export interface Ran {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  read(info: TensorInfo): NumberArray;
  dispose(info: TensorInfo): void;
}

function runKernel<Answer>(backend: MathBackendCPU, kernelFunc: KernelFunc, { inputs, attributes }: KernelCall, then: (ran: Ran) => Answer): Answer {
  const make = (each: Values): TensorInfo => backend.makeTensorInfo([...each.shape], each.dtype, each.values.slice());
  const tensors = Array.isArray(inputs) ? inputs.map(make) : Object.fromEntries(Object.entries(inputs).map(([name, each]) => [name, make(each)]));
  const outputs = [kernelFunc({ inputs: tensors as Record<string, TensorInfo>, attrs: (attributes ?? {}) as never, backend: backend as KernelBackend })].flat();
  const left = new Set([...outputs, ...Object.values(tensors)]);
  const dispose = (info: TensorInfo) => {
    if (left.delete(info)) backend.disposeData(info.dataId);
  };
  const answer = then({ inputs: Object.values(tensors), outputs, read: ({ dataId }) => backend.readSync(dataId) as NumberArray, dispose });
  left.forEach(dispose);
  return answer;
}

export interface Agreement {
  /** Largest difference, relative to the larger of both numbers. */
  readonly relative?: number;
  /** Largest difference where relative ones mean nothing: near zero, after cancellation. */
  readonly absolute?: number;
}

/** What both must give: the same shapes and types, NaN and infinities in the same places, numbers that agree. */
export function expectAgreement(found: readonly Values[], expected: readonly Values[], agreement: Agreement, about: string): void {
  expect(found.map(describeType), about).toEqual(expected.map(describeType));
  for (const [i, each] of found.entries()) {
    const other = (expected[i] as Values).values;
    const fault = firstDifference(each.values, other, agreement);
    if (fault >= 0) expect.fail(`${about}: expected ${String(other[fault])} at ${fault} of output ${i}, but found ${String(each.values[fault])}`);
  }
}

function describeType({ shape, dtype }: Values): string {
  return `${dtype} [${shape.join(', ')}]`;
}

function firstDifference(found: NumberArray, expected: NumberArray, { relative = 0, absolute = 0 }: Agreement): number {
  if (found.length !== expected.length) return Math.min(found.length, expected.length);
  for (let i = 0; i < found.length; i++) {
    const a = found[i] as number;
    const b = expected[i] as number;
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const bound = relative * Math.max(Math.abs(a), Math.abs(b)) + absolute;
    if (!(Math.abs(a - b) <= bound) || !Number.isFinite(bound)) return i;
  }
  return -1;
}

/** The typed array that holds a type. */
export function arrayOf(dtype: DataType, values: ArrayLike<number>): NumberArray {
  if (dtype === 'int32') return Int32Array.from(values);
  return dtype === 'bool' ? Uint8Array.from(values) : Float32Array.from(values);
}

let machines: Simd[] = [];

/** The same memory contents, other threads and tiles; the first is the yardstick of the others. */
const SETTINGS: readonly Partial<MachineOptions>[] = [
  { threads: 1, columns: 16 },
  { threads: 2, columns: 8 },
  { threads: 4, columns: 16 },
];

/** Opens the machines that `itAgrees` runs on, for the tests of this file. */
export function useMachines(): void {
  beforeAll(() => {
    machines = SETTINGS.map((options) => new Simd(options));
  });
  afterAll(async () => {
    await Promise.all(machines.map((each) => each.close()));
    machines = [];
  });
}

export function yardstick(): Simd {
  const [first] = machines;
  if (!first) throw new Error('expected useMachines() in this file');
  return first;
}

export interface Law extends Agreement {
  /** Draws a call. */
  readonly draw: (chance: Random) => KernelCall;
  /** What the kernel should give, where the plain kernel is wrong or missing. */
  readonly expected?: (call: KernelCall) => Values[];
  /** How close numbers must be, where it depends on the inputs. */
  readonly agreement?: (call: KernelCall) => Agreement;
}

/** Declares the tests that every kernel must pass. */
export function itAgrees(title: string, cases: number, law: Law): void {
  it(`${title} gives what the plain kernel gives, whatever the threads, and leaves nothing behind`, () => {
    for (let i = 0; i < cases; i++) {
      const call = law.draw(random(hash(title), 'noise', 0, i));
      const about = `case ${i}, ${describeCall(call)}`;
      const [first, ...others] = machines.map((machine) => {
        const before = machine.machine.arena.usedBytes;
        const found = machine.run(call);
        expect(machine.machine.arena.usedBytes, about).toBe(before);
        return found;
      }) as [Values[], ...Values[][]];
      expectAgreement(first, (law.expected ?? runPlain)(call), law.agreement?.(call) ?? law, about);
      for (const other of others) expectAgreement(other, first, {}, `${about}, other threads`);
    }
  });
}

export function describeCall({ name, inputs, attributes }: KernelCall): string {
  const types = Object.entries(inputs).map(([key, each]) => `${key} ${describeType(each as Values)}`);
  return `${name}(${types.join(', ')}) ${JSON.stringify(attributes ?? {})}`;
}

function hash(text: string): number {
  let value = 17;
  for (let i = 0; i < text.length; i++) value = (Math.imul(value, 31) + text.charCodeAt(i)) >>> 0;
  return value;
}
