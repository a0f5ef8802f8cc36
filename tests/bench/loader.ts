import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PrepareStep } from '../../src-shared/schema/experiment.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { contentHash } from '../../src-main/files/hash.ts';
import type { SampleForm } from '../../src-main/engine/loading/form.ts';
import { createSampleTable } from '../../src-main/trainer/loader-threads/sample-table.ts';
import type { SampleEntry } from '../../src-main/trainer/loader-threads/sample-table.ts';
import { createThreadedSource } from '../../src-main/trainer/loader-threads/source.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { median } from './median.ts';

/** Samples a second of our loader threads and of PyTorch's DataLoader, on the same files. */
export interface LoaderRate {
  readonly data: string;
  readonly files: number;
  readonly threads: number;
  readonly ours: number;
  readonly pytorch: number | null;
  readonly ratio: number | null;
  /** Why there is nothing to compare with; null if there is. */
  readonly skipped: string | null;
}

export interface LoaderOptions {
  readonly python: string;
  readonly rounds: number;
}

/** Measured after an epoch that does not count, for whole epochs. */
const SECONDS = 3;
/** Of ours, as DataLoader has workers. */
const THREADS = 2;
const MNIST_FILES = 20_000;

interface Job {
  readonly data: string;
  readonly kind: 'pictures' | 'volumes';
  readonly folder: string;
  readonly entries: readonly SampleEntry[];
  readonly maskValues: readonly number[] | null;
  readonly form: SampleForm;
  readonly size: readonly number[];
  readonly prepare: readonly PrepareStep[];
  readonly batchSize: number;
}

/**
 * Ours and PyTorch's loader in turn, ours first: shuffled, read, decoded,
 * padded, batched and handed over, nothing cached and nothing augmented. Ours
 * holds each file's bytes against its hash beside.
 */
export async function loaderRates({ python, rounds }: LoaderOptions): Promise<readonly LoaderRate[]> {
  const rates: LoaderRate[] = [];
  for (const job of [mnist(), hippocampus()]) {
    const ours: number[] = [];
    const theirs: number[] = [];
    const skipped = withoutTorch(python);
    for (let round = 0; round < rounds; round++) {
      ours.push(await oursPerSecond(job));
      if (skipped === null) theirs.push(pytorchPerSecond(python, job));
    }
    const [own, pytorch] = [median(ours), skipped === null ? median(theirs) : null];
    rates.push({ data: job.data, files: job.entries.length, threads: THREADS, ours: own, pytorch, ratio: pytorch === null ? null : own / pytorch, skipped });
  }
  return rates;
}

async function oursPerSecond({ folder, entries, maskValues, form, prepare, batchSize }: Job): Promise<number> {
  const recipe = {
    ...{ folder, table: createSampleTable(entries), maskValues, prepare, batchSize, augment: [], seed: 1, cache: null },
    ...{ sampler: { kind: 'random', seed: 7 } as const, batchesPerEpoch: 'auto' as const, dropLast: false, unreadable: 'replace' as const },
  };
  const source = createThreadedSource({ recipe, form, threads: THREADS, ringBytes: 256 * 2 ** 20, lastEpoch: Infinity });
  try {
    let samples = 0;
    let start = 0;
    for (let epoch = 1; epoch === 1 || performance.now() - start < SECONDS * 1000; epoch++) {
      for await (const batch of source.epoch(epoch)) {
        samples += batch.size;
        batch.release();
      }
      if (epoch > 1) continue;
      samples = 0;
      start = performance.now();
    }
    return (samples * 1000) / (performance.now() - start);
  } finally {
    await source.close();
  }
}

function pytorchPerSecond(python: string, { kind, folder, entries, size, batchSize }: Job): number {
  const samples = entries.map(({ path, label, mask }) => [join(folder, path), mask ? join(folder, mask.path) : label]);
  const input = JSON.stringify({ kind, samples, size, batchSize, workers: THREADS, seconds: SECONDS });
  const { status, stdout, stderr } = spawnSync(python, [join(import.meta.dirname, 'data-loader.py')], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`expected ${python} to run the DataLoader, but found: ${stderr}`);
  return (JSON.parse(stdout) as { readonly samplesPerSecond: number }).samplesPerSecond;
}

function withoutTorch(python: string): string | null {
  const { status } = spawnSync(python, ['-c', 'import torch, PIL, nibabel']);
  return status === 0 ? null : `PyTorch's DataLoader was not measured: ${python} has no torch with PIL and nibabel. Name another with --python.`;
}

function mnist(): Job {
  const folder = open('mnist-png');
  const paths = readdirSync(join(folder, 'train'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png')).sort();
  const step = Math.floor(paths.length / MNIST_FILES);
  const entries = paths.filter((_, i) => i % step === 0).slice(0, MNIST_FILES).map((name) => {
    const path = `train/${name}`;
    return { key: contentHash(readFileSync(join(folder, path))), path, label: Number(name[0]) };
  });
  return {
    data: 'MNIST PNG 28x28',
    kind: 'pictures',
    folder,
    entries,
    maskValues: null,
    form: [
      { name: 'image', shape: [28, 28, 1], dtype: 'float32' },
      { name: 'label', shape: [], dtype: 'int32' },
    ],
    size: [],
    prepare: [{ kind: 'range', low: 0, high: 1, from: 'type' }],
    batchSize: 64,
  };
}

function hippocampus(): Job {
  const folder = open('hippocampus');
  const size = [40, 56, 40];
  const entries = readdirSync(join(folder, 'imagesTr')).filter((name) => /^[^.].*[.]nii[.]gz$/.test(name)).sort().map((name) => {
    const [image, mask] = [`imagesTr/${name}`, `labelsTr/${name}`].map((path) => ({ key: contentHash(readFileSync(join(folder, path))), path }));
    return { key: image?.key ?? '', path: image?.path ?? '', label: 0, mask };
  });
  return {
    data: 'hippocampus NIfTI gzip with masks, padded to 40x56x40',
    kind: 'volumes',
    folder,
    entries: entries as readonly SampleEntry[],
    maskValues: [0, 1, 2],
    form: [
      { name: 'image', shape: [...size, 1], dtype: 'float32' },
      { name: 'label', shape: [...size, 1], dtype: 'int32' },
    ],
    size,
    prepare: [{ kind: 'pad', size }],
    batchSize: 2,
  };
}

function open(name: 'mnist-png' | 'hippocampus'): string {
  const folder = realData(name);
  if (folder === null) throw new BadInput(NO_REAL_DATA);
  return folder;
}
