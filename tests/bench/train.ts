/**
 * Training throughput of one benchmark model on one backend: forward, loss,
 * backward and Adam on fixed random data, the loss read in every step; the
 * median of the timed steps, after three that warm up.
 *
 *     npm run bench -- train cnn28 --backend simd --threads 2 --steps 20 --json [--profile]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as tf from '../../src-main/engine/tf.ts';
import { crossEntropy } from '../../src-main/engine/losses/cross-entropy.ts';
import { adam } from '../../src-main/engine/training/optimizers/adam.ts';
import { random } from '../../src-shared/lib/random.ts';
import { registerPlain, registerSimdFor } from './backends.ts';
import type { KernelTime } from './backends.ts';
import { BENCH_MODELS, BENCH_NAMES } from './models.ts';
import type { BenchModel, BenchName } from './models.ts';

export interface TrainResult {
  readonly model: string;
  readonly backend: string;
  readonly threads: number;
  readonly codePath: string;
  readonly batch: number;
  readonly steps: number;
  readonly msPerStep: number;
  readonly imagesPerSecond: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** VmHWM of this process; null where the system does not tell. */
  readonly peakBytes: number | null;
  readonly node: string;
}

const WARM_UP = 3;

export async function benchTrain(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      backend: { type: 'string', default: 'simd' },
      threads: { type: 'string', default: '2' },
      steps: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
    },
  });
  const name = positionals[0] as BenchName | undefined;
  if (name === undefined || !BENCH_NAMES.includes(name)) throw new Error(`expected a model of ${BENCH_NAMES.join(', ')}, but found ${name ?? 'none'}`);
  const times: KernelTime[] = [];
  const threads = Number(values.threads);
  const observe = values.profile ? (time: KernelTime) => times.push(time) : undefined;
  const backend = values.backend === 'simd' ? await registerSimdFor(threads, observe) : await registerPlain();
  const steps = Number(values.steps);
  const measured = await measure(BENCH_MODELS[name], steps, () => times.splice(0));
  const result: TrainResult = {
    model: name,
    backend: backend.name,
    threads: backend.name === 'simd' ? threads : 1,
    codePath: backend.codePath,
    batch: BENCH_MODELS[name].batch,
    steps,
    ...measured,
    peakBytes: peakBytes(),
    node: process.versions.node,
  };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : inWords(result));
  if (values.profile) process.stderr.write(profileTable(times, steps, measured.msPerStep));
  await backend.close();
}

async function measure(
  model: BenchModel,
  steps: number,
  forget: () => void,
): Promise<Pick<TrainResult, 'msPerStep' | 'imagesPerSecond' | 'firstLoss' | 'lastLoss'>> {
  const network = model.network();
  const optimizer = adam(network.parameters, { learningRate: 1e-3 });
  const criterions = { 'cross-entropy': crossEntropy({}) };
  const data = randomData(model);
  const milliseconds: number[] = [];
  const losses: number[] = [];
  for (let step = 0; step < steps + WARM_UP; step++) {
    if (step === WARM_UP) forget();
    const began = performance.now();
    const { lossValues, predictions } = await network.closure(data, { optimizers: { default: optimizer }, criterions, step });
    milliseconds.push(performance.now() - began);
    losses.push(lossValues['loss'] as number);
    tf.dispose(Object.values(predictions));
  }
  const timed = milliseconds.slice(WARM_UP).sort((a, b) => a - b);
  const msPerStep = timed[Math.floor(timed.length / 2)] as number;
  return { msPerStep, imagesPerSecond: (model.batch / msPerStep) * 1000, firstLoss: losses[0] as number, lastLoss: losses.at(-1) as number };
}

/** Normal noise and random labels, as in `pytorch-train.py`. */
function randomData({ batch, inputShape, classes, dense }: BenchModel): Record<string, tf.Tensor> {
  const next = random(1, 'noise');
  const shape = [batch, ...inputShape];
  const pixels = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * (next() + next() + next()) - 3);
  const labelShape = dense ? shape.slice(0, -1) : [batch];
  const labels = Int32Array.from({ length: labelShape.reduce((a, b) => a * b, 1) }, () => Math.floor(next() * classes));
  return { image: tf.tensor(pixels, shape), label: tf.tensor(labels, labelShape, 'int32') };
}

export function peakBytes(): number | null {
  if (process.platform !== 'linux') return null;
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return line ? Number(line[1]) * 1024 : null;
}

function inWords(result: TrainResult): string {
  const memory = result.peakBytes === null ? '' : `, peak ${(result.peakBytes / 1e6).toFixed(0)} MB`;
  return `${result.model}: ${result.imagesPerSecond.toFixed(1)} images/s (${result.msPerStep.toFixed(1)} ms a step of ${result.batch}) on ${result.backend} ${result.codePath}, ${result.threads} threads${memory}; loss ${result.firstLoss.toFixed(3)} → ${result.lastLoss.toFixed(3)}\n`;
}

/** Where a step's time goes, kernel by kernel. */
function profileTable(times: readonly KernelTime[], steps: number, msPerStep: number): string {
  const sums = new Map<string, { ms: number; calls: number; hot: boolean }>();
  for (const { name, milliseconds, hot } of times) {
    const sum = sums.get(name) ?? { ms: 0, calls: 0, hot };
    sums.set(name, { ms: sum.ms + milliseconds, calls: sum.calls + 1, hot });
  }
  const total = [...sums.values()].reduce((sum, { ms }) => sum + ms, 0) / steps;
  const rows = [...sums].sort(([, a], [, b]) => b.ms - a.ms).slice(0, 24);
  const lines = rows.map(
    ([name, { ms, calls, hot }]) =>
      `${name.padEnd(30)} ${hot ? 'hot  ' : 'plain'} ${(ms / steps).toFixed(2).padStart(8)} ms ${((100 * ms) / steps / msPerStep).toFixed(1).padStart(5)} % ${(calls / steps).toFixed(0).padStart(5)} calls`,
  );
  const plain = [...sums.values()].filter(({ hot }) => !hot).reduce((sum, { ms }) => sum + ms, 0) / steps;
  return [...lines, `kernels ${total.toFixed(1)} ms of ${msPerStep.toFixed(1)} a step; plain kernels ${((100 * plain) / msPerStep).toFixed(1)} %`, ''].join('\n');
}
