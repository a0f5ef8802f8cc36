/** Training the same network on the same batches with different backends and libraries. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { SimdBackend } from '../../../src-main/compute/simd/backend.ts';
import { Machine } from '../../../src-main/compute/simd/machine.ts';
import type { MachineOptions } from '../../../src-main/compute/simd/machine.ts';
import { registerSimd } from '../../../src-main/compute/simd/register.ts';
import { crossEntropy } from '../../../src-main/engine/losses/cross-entropy.ts';
import { cnn } from '../../../src-main/engine/models/classification/cnn.ts';
import type { LayersNetwork } from '../../../src-main/engine/models/layers-network.ts';
import { unet } from '../../../src-main/engine/models/segmentation/unet.ts';
import * as tf from '../../../src-main/engine/tf.ts';
import { adam } from '../../../src-main/engine/training/optimizers/adam.ts';
import { normal, random } from '../../../src-shared/lib/random.ts';

export interface ParityCase {
  readonly name: 'cnn28' | 'unet';
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly dense: boolean;
  network(seed: number): LayersNetwork;
}

export const PARITY_CASES: readonly ParityCase[] = [
  {
    name: 'cnn28',
    inputShape: [28, 28, 1],
    classes: 10,
    dense: false,
    network: (seed) => cnn({ filters: [32, 64], dense: 128, dropout: 0, inputShape: [28, 28, 1], classes: 10, seed }),
  },
  {
    name: 'unet',
    inputShape: [16, 24, 2],
    classes: 3,
    dense: true,
    network: (seed) => unet({ features: [5, 10, 20], normalisation: 'batch', inputShape: [16, 24, 2], classes: 3, seed }),
  },
];

export const SEEDS = [1, 2, 3] as const;
const BATCH = 4;
export const LEARNING_RATE = 1e-3;

export interface ParityBatch {
  /** [batch, height, width, channel] */
  readonly image: Float32Array;
  /** [batch] or [batch, height, width] */
  readonly label: Int32Array;
}

/** A batch for each step, the same for the same seed. */
export function batches({ inputShape, classes, dense }: ParityCase, seed: number, steps: number): ParityBatch[] {
  const size = inputShape.reduce((a, b) => a * b, BATCH);
  const labels = dense ? BATCH * (inputShape[0] as number) * (inputShape[1] as number) : BATCH;
  return Array.from({ length: steps }, (_, step) => {
    const next = random(seed, 'noise', step);
    return {
      image: Float32Array.from({ length: size }, () => normal(next)),
      label: Int32Array.from({ length: labels }, () => Math.floor(next() * classes)),
    };
  });
}

/** The loss of each step on a backend that is registered. */
export async function losses(backend: string, parity: ParityCase, seed: number, steps: number): Promise<number[]> {
  await tf.setBackend(backend);
  const network = parity.network(seed);
  const optimizer = adam(network.parameters, { learningRate: LEARNING_RATE });
  const found: number[] = [];
  for (const [step, { image, label }] of batches(parity, seed, steps).entries()) {
    const data = {
      image: tf.tensor(image, [BATCH, ...parity.inputShape]),
      label: tf.tensor(label, parity.dense ? [BATCH, ...parity.inputShape.slice(0, -1)] : [BATCH], 'int32'),
    };
    const { lossValues, predictions } = await network.closure(data, { optimizers: { default: optimizer }, criterions: { 'cross-entropy': crossEntropy({}) }, step });
    found.push(lossValues['loss'] as number);
    tf.dispose([...Object.values(predictions), data.image, data.label]);
  }
  optimizer.dispose();
  network.dispose();
  return found;
}

/** A poisoned machine under the backend's name; close it afterwards. */
export function startPoisoned(threads = 2): Machine {
  tf.enableProdMode();
  const machine = new Machine({ threads, columns: 16, poison: true });
  registerSimd(machine);
  return machine;
}

/** The same on a machine of its own. */
export async function lossesOn(options: MachineOptions, parity: ParityCase, seed: number, steps: number): Promise<number[]> {
  const other = new Machine({ ...options, poison: true });
  const backend = new SimdBackend(other);
  const name = `simd-${options.threads}-${options.columns}`;
  tf.registerBackend(name, () => backend);
  tf.copyRegisteredKernels('simd', name);
  try {
    return await losses(name, parity, seed, steps);
  } finally {
    await tf.setBackend('simd');
    tf.removeBackend(name);
    await other.close();
  }
}

/** Losses agree to 1e-5 at the first step, and to 1e-3 after rounding has been amplified by up to twenty. */
export function expectParity(found: readonly number[], expected: readonly number[]): void {
  const off = found.map((value, step) => Math.abs(value - (expected[step] as number)) / Math.abs(expected[step] as number));
  expect(found).toHaveLength(expected.length);
  expect(off[0]).toBeLessThan(1e-5);
  expect(Math.max(...off)).toBeLessThan(1e-3);
}

export const PYTHON = ['/usr/bin/python3', 'python3'].find((file) => spawnSync(file, ['-c', 'import torch, numpy']).status === 0) ?? null;

/** PyTorch's losses from the same first weights and batches, handed over in files. */
export async function pytorchLosses(parity: ParityCase, seed: number, steps: number): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'delira-parity-'));
  try {
    const network = parity.network(seed);
    for (const { name, array } of await network.weights()) write(join(folder, 'weights', `${name}.f32`), array.data);
    network.dispose();
    for (const [step, { image, label }] of batches(parity, seed, steps).entries()) {
      write(join(folder, `image-${step}.f32`), image);
      write(join(folder, `label-${step}.i32`), label);
    }
    const words = [join(import.meta.dirname, 'pytorch-parity.py'), parity.name, folder, String(steps), String(LEARNING_RATE)];
    const { status, stdout, stderr } = spawnSync(PYTHON ?? 'python3', words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`expected PyTorch to train ${parity.name}, but found: ${stderr}`);
    return JSON.parse(stdout) as number[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(path: string, values: Float32Array | Int32Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, values);
}
