/**
 * Every kernel call that matters in a step of the benchmark models, run by
 * itself: its rate beside what the machine can do.
 *
 *     npm run bench -- kernels [model…] --threads 2 --json
 */
import { parseArgs } from 'node:util';
import { backend as currentBackend, getKernel } from '@tensorflow/tfjs-core';
import type { KernelBackend, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { SIMD } from '../../src-main/compute/simd/backend.ts';
import type { SimdBackend } from '../../src-main/compute/simd/backend.ts';
import type { Machine } from '../../src-main/compute/simd/machine.ts';
import { HOT_KERNELS } from '../../src-main/compute/simd/register.ts';
import type { RanKernel } from '../../src-main/compute/simd/register.ts';
import { selfTest } from '../../src-main/compute/simd/self-test/run.ts';
import { normal, random } from '../../src-shared/lib/random.ts';
import { registerSimdFor } from './backends.ts';
import { fastest, measureLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { median } from './median.ts';
import { BENCH_MODELS, BENCH_NAMES, benchName } from './models.ts';
import type { BenchName } from './models.ts';
import { trainer } from './train.ts';
import { boundOf, describeCall, workOf } from './work.ts';

/** A call whose tensors are named by shape only. */
interface Recorded {
  readonly name: string;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attributes: NamedAttrMap | undefined;
  readonly outputs: readonly TensorInfo[];
  readonly milliseconds: number;
}

export interface MeasuredKernel {
  readonly kernel: string;
  readonly models: readonly string[];
  readonly milliseconds: number;
  readonly gflops: number;
  readonly gbps: number;
  /** Measured time over the least that the machine needs. */
  readonly timesBound: number;
}

/** Calls below this share of their step are left out. */
const LEAST_SHARE = 0.02;
/** Steps that tell the share. */
const STEPS = 3;
const MEASURE_MS = 150;
const LIMITS_MS = 80;

export async function benchKernels(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { threads: { type: 'string', default: '2' }, json: { type: 'boolean', default: false } },
  });
  const names = positionals.length > 0 ? positionals.map(benchName) : BENCH_NAMES;
  let ran: Recorded[] = [];
  const { machine, codePath, close } = await registerSimdFor(Number(values.threads), (kernel) => ran.push(record(kernel)));
  const selfTestMs = timeSelfTest(machine);
  const wanted = new Map<string, { readonly call: Recorded; readonly models: BenchName[] }>();
  for (const name of names) {
    const train = trainer(BENCH_MODELS[name]);
    await train();
    const steps: (readonly Recorded[])[] = [];
    while (steps.length < STEPS) {
      ran = [];
      await train();
      steps.push(ran);
    }
    for (const call of worthMeasuring(fastestOf(steps))) {
      const known = wanted.get(describeCall(call));
      if (known) known.models.push(name);
      else wanted.set(describeCall(call), { call, models: [name] });
    }
  }
  const measured: { readonly kernel: MeasuredKernel; readonly limits: Limits }[] = [];
  for (const { call, models } of wanted.values()) {
    // Anew for each: what other programs leave of a machine changes within seconds.
    const limits = measureLimits(machine, LIMITS_MS);
    measured.push({ kernel: measure(call, models, limits), limits });
  }
  const kernels = measured.map(({ kernel }) => kernel);
  const limits: Limits = { peakGflops: median(measured.map((each) => each.limits.peakGflops)), copyGbps: median(measured.map((each) => each.limits.copyGbps)) };
  const sorted = kernels.toSorted((a, b) => a.kernel.localeCompare(b.kernel));
  process.stdout.write(values.json ? `${JSON.stringify({ threads: machine.threads, codePath, selfTestMs, limits, kernels: sorted })}\n` : inWords(sorted, limits, selfTestMs));
  await close();
}

/** Before anything has run, as when the backend starts: V8 has compiled nothing yet. */
function timeSelfTest(machine: Machine): number {
  const began = performance.now();
  const [wrong] = selfTest(machine, HOT_KERNELS);
  if (wrong) throw new Error(wrong.text);
  return performance.now() - began;
}

function record({ name, inputs, attributes, outputs, milliseconds }: RanKernel): Recorded {
  const shapes = Object.fromEntries(Object.entries(inputs).map(([key, each]) => [key, shapeOnly(each as TensorInfo)]));
  return { name, inputs: shapes, attributes, outputs: outputs.map(shapeOnly), milliseconds };
}

const shapeOnly = ({ shape, dtype }: TensorInfo): TensorInfo => ({ dataId: {}, shape, dtype });

/** The calls of one step, each with the least of its times in all: a pause of the machine must not make a small one look large. */
function fastestOf(steps: readonly (readonly Recorded[])[]): readonly Recorded[] {
  const [first = [], ...others] = steps;
  return first.map((call, i) => ({ ...call, milliseconds: Math.min(call.milliseconds, ...others.map((step) => step[i]?.milliseconds ?? Infinity)) }));
}

/** Each different call once. */
function worthMeasuring(ran: readonly Recorded[]): readonly Recorded[] {
  const step = ran.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const some = ran.filter(({ milliseconds }) => milliseconds >= LEAST_SHARE * step);
  return [...new Map(some.map((call) => [describeCall(call), call])).values()];
}

function measure(call: Recorded, models: readonly string[], limits: Limits): MeasuredKernel {
  const backend = currentBackend() as SimdBackend;
  const kernel = getKernel(call.name, SIMD);
  if (!kernel) throw new Error(`expected a kernel ${call.name}`);
  const next = random(1, 'noise');
  const inputs = Object.fromEntries(Object.entries(call.inputs).map(([key, info]) => [key, fill(backend, info, () => normal(next))]));
  const milliseconds = fastest(() => {
    const answer = kernel.kernelFunc({ inputs: inputs as NamedTensorInfoMap, attrs: call.attributes ?? {}, backend: backend as KernelBackend });
    for (const each of [answer].flat()) backend.disposeData(each.dataId);
  }, MEASURE_MS);
  for (const each of Object.values(inputs)) backend.disposeData(each.dataId);
  const work = workOf(call);
  return {
    kernel: describeCall(call),
    models,
    milliseconds,
    gflops: work.flops / milliseconds / 1e6,
    gbps: work.bytes / milliseconds / 1e6,
    timesBound: milliseconds / boundOf(work, limits),
  };
}

/** Normal numbers; labels and places are zeros, which are always valid. */
function fill(backend: SimdBackend, { shape, dtype }: TensorInfo, draw: () => number): TensorInfo {
  const { info } = backend.output(shape, dtype);
  const values = backend.values(info);
  if (dtype === 'float32') for (let i = 0; i < values.length; i++) values[i] = draw();
  else values.fill(0);
  return info;
}

function inWords(kernels: readonly MeasuredKernel[], { peakGflops, copyGbps }: Limits, selfTestMs: number): string {
  const lines = kernels.map(({ kernel, models, milliseconds, gflops, gbps, timesBound }) => {
    const rate = gflops > 0 ? `${gflops.toFixed(0).padStart(4)} GFLOP/s` : `${gbps.toFixed(1).padStart(4)} GB/s   `;
    return `${milliseconds.toFixed(2).padStart(8)} ms ${rate} ${timesBound.toFixed(1)} × its bound  ${kernel}  (${models.join(', ')})`;
  });
  return [`the machine gives ${peakGflops.toFixed(0)} GFLOP/s and copies ${copyGbps.toFixed(1)} GB/s; the self-test at start takes ${selfTestMs.toFixed(0)} ms`, ...lines, ''].join('\n');
}
