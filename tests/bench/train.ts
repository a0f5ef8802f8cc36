/**
 * Training throughput of one benchmark model on one backend: forward, loss,
 * backward and Adam on fixed random data, the loss read in every step; the
 * median of the timed steps, after three that warm up.
 *
 *     npm run bench -- train cnn28 --backend simd --threads 2 --steps 20 --json
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as tf from '../../src-main/engine/tf.ts';
import { crossEntropy } from '../../src-main/engine/losses/cross-entropy.ts';
import { adam } from '../../src-main/engine/training/optimizers/adam.ts';
import { random } from '../../src-shared/lib/random.ts';
import { registerPlain, registerSimdFor } from './backends.ts';
import { BENCH_MODELS, benchName } from './models.ts';
import type { BenchModel } from './models.ts';

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

export const WARM_UP = 3;

export async function benchTrain(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      backend: { type: 'string', default: 'simd' },
      threads: { type: 'string', default: '2' },
      steps: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
    },
  });
  const name = benchName(positionals[0]);
  const threads = Number(values.threads);
  const backend = values.backend === 'simd' ? await registerSimdFor(threads) : await registerPlain();
  const steps = Number(values.steps);
  const measured = await measure(BENCH_MODELS[name], steps);
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
  await backend.close();
}

async function measure(model: BenchModel, steps: number): Promise<Pick<TrainResult, 'msPerStep' | 'imagesPerSecond' | 'firstLoss' | 'lastLoss'>> {
  const train = trainer(model);
  const milliseconds: number[] = [];
  const losses: number[] = [];
  for (let step = 0; step < steps + WARM_UP; step++) {
    const began = performance.now();
    losses.push(await train());
    milliseconds.push(performance.now() - began);
  }
  const timed = milliseconds.slice(WARM_UP).sort((a, b) => a - b);
  const msPerStep = timed[Math.floor(timed.length / 2)] as number;
  return { msPerStep, imagesPerSecond: (model.batch / msPerStep) * 1000, firstLoss: losses[0] as number, lastLoss: losses.at(-1) as number };
}

/** A model with its data; each call is a step, and answers its loss. */
export function trainer(model: BenchModel): () => Promise<number> {
  const network = model.network();
  const optimizer = adam(network.parameters, { learningRate: 1e-3 });
  const criterions = { 'cross-entropy': crossEntropy({}) };
  const data = randomData(model);
  let step = 0;
  return async () => {
    const { lossValues, predictions } = await network.closure(data, { optimizers: { default: optimizer }, criterions, step: step++ });
    tf.dispose(Object.values(predictions));
    return lossValues['loss'] as number;
  };
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
