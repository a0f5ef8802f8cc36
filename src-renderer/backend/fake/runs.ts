import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { RunDetail, RunStatus } from '../../../src-shared/domain/run.ts';
import { random } from '../../../src-shared/lib/random.ts';
import { resolveExperiment } from '../../../src-shared/lib/resolve-experiment.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import type { ExperimentInput } from '../../../src-shared/schema/experiment.ts';
import { chestDataset, phantomDataset } from './datasets.ts';

const NOW_MS = Date.now();
const HOUR_MS = 3_600_000;

const STATUSES: readonly RunStatus[] = ['running', 'finished', 'finished', 'failed', 'stopped', 'finished', 'interrupted', 'queued'];
const MODELS = [{ kind: 'resnet18' }, { kind: 'cnn' }] as const;
const MESSAGES: Readonly<Partial<Record<RunStatus, string>>> = {
  failed: 'The loss became NaN at step 812, in a batch with train/viral/person1301_viral_2602.png: divide the learning rate by ten.',
  stopped: 'Stopped after epoch 7, as asked.',
  interrupted: 'Its process ended without a word, after epoch 5: resume it from its last checkpoint.',
  queued: 'Waits for the run before it on this device.',
};

export function someRuns(): RunDetail[] {
  return Array.from({ length: 14 }, (_, i) => madeUpRun(i));
}

export function manyRuns(count: number): RunDetail[] {
  return Array.from({ length: count }, (_, i) => madeUpRun(i));
}

/** The id of the k-fold that the made-up host has. */
const K_FOLD = '0193a5e0-0000-7000-8002-000000000001';

/** A k-fold that comes after all other runs: three of its folds are done, one trains, one waits. */
export function someFolds(): RunDetail[] {
  const statuses: readonly RunStatus[] = ['finished', 'finished', 'finished', 'running', 'queued'];
  return statuses.map((status, i) => {
    const run = madeUpRun(20 + 4 * i);
    const member = i + 1;
    const isDone = status === 'finished';
    return {
      ...run,
      id: `0193a5e0-0000-7000-8002-00000000001${member}`,
      name: `chest-resnet18-fold-${member}`,
      status,
      message: null,
      epoch: isDone ? run.epochs : status === 'running' ? 7 : 0,
      endedMs: isDone ? run.endedMs : null,
      secondsLeft: status === 'running' ? 252 : null,
      tags: [],
      testLooks: isDone ? 1 : 0,
      looks: isDone ? [{ timeMs: run.createdMs, epoch: 9, values: { test_accuracy: 0.86 + 0.01 * member, test_loss: 0.42 - 0.01 * member }, elsewhere: null }] : [],
      study: { id: K_FOLD, kind: 'k-fold', name: 'chest-resnet18', member, members: 5 },
    };
  });
}

function madeUpRun(i: number): RunDetail {
  const next = random(i, 'demo', 3);
  const dataset = i % 3 === 2 ? phantomDataset() : chestDataset();
  const status = STATUSES[i % STATUSES.length] ?? 'finished';
  const shown = i >= STATUSES.length && (status === 'running' || status === 'queued') ? 'finished' : status;
  const spec = madeUpSpec(i, dataset.folder);
  const { epochs } = spec.training;
  const epoch = shown === 'finished' ? epochs : shown === 'queued' ? 0 : 7;
  const best = 0.7 + 0.28 * next();
  const spark = Array.from({ length: epoch }, (_, e) => best - (best - 0.4) * Math.exp(-e / 3) + 0.02 * (next() - 0.5));
  const stepsPerEpoch = Math.ceil(dataset.samples / spec.loader.batchSize);
  const createdMs = NOW_MS - i * 5 * HOUR_MS - 40 * 60_000;
  const live = shown === 'running';
  return {
    id: `0193a5e0-0000-7000-8000-${String(i).padStart(12, '0')}`,
    name: spec.name,
    folder: `/home/anna/.local/share/delira/runs/${spec.model.kind}-${String(i).padStart(4, '0')}`,
    status: shown,
    notResponding: false,
    message: MESSAGES[shown] ?? null,
    datasetId: dataset.id,
    datasetName: dataset.name,
    model: spec.model.kind,
    backend: shown === 'queued' ? null : 'simd',
    createdMs,
    startedMs: shown === 'queued' ? null : createdMs + 4000,
    endedMs: live || shown === 'queued' ? null : createdMs + epoch * 210_000,
    epoch,
    epochs,
    step: epoch * stepsPerEpoch,
    stepsPerEpoch,
    samplesPerSecond: shown === 'queued' ? null : 212 + 40 * next(),
    secondsLeft: live ? 252 : null,
    selection: epoch === 0 ? null : { metric: 'val_accuracy', mode: 'max', epoch: Math.max(1, epoch - 1), value: best },
    spark,
    tags: i % 4 === 0 ? ['paper'] : i % 5 === 0 ? ['baseline', 'to repeat'] : [],
    binnedMs: null,
    testLooks: i === 1 ? 1 : 0,
    experimentId: i < 5 ? (i % 2 === 0 ? 'd1' : 'd2') : null,
    study: null,
    spec,
    classes: dataset.classes.map(({ label }) => label),
    split: {
      train: { samples: 4685, groups: 2510, byClass: [2030, 1080, 1575] },
      val: { samples: 547, groups: 316, byClass: [240, 120, 187] },
      test: { samples: 624, groups: 316, byClass: [242, 148, 234] },
    },
    environment: {
      appVersion: '0.1.0',
      node: '24.21.0',
      platform: 'linux x64',
      cpu: 'AMD Ryzen 9 7950X',
      cores: 16,
      memoryBytes: 68_719_476_736,
      packages: { '@tensorflow/tfjs-core': '4.22.0' },
      backend: { name: 'simd', reason: 'the fastest that passed its self-test here', threads: 16, codePath: 'avx2', warnings: [] },
    },
    parameters: spec.model.kind === 'cnn' ? 1_199_882 : 11_181_642,
    looks: i === 1 ? [{ timeMs: NOW_MS - 2 * HOUR_MS, epoch: 9, values: { test_accuracy: 0.871, test_loss: 0.401 }, elsewhere: null }] : [],
    warnings: i % 3,
    folderSizeBytes: 92_000_000,
    folderIsThere: true,
  };
}

function madeUpSpec(i: number, folder: string): ResolvedExperiment {
  const model = MODELS[i % 2] ?? MODELS[0];
  const input: ExperimentInput = {
    name: `${model.kind}${i % 4 === 1 ? ', seed ' : ' run '}${i + 1}`,
    dataset: { folder },
    model,
    seed: i + 1,
    loader: { batchSize: i % 2 === 0 ? 32 : 64 },
    training: { epochs: i % 3 === 0 ? 20 : 10, optimizer: { kind: 'adam', learningRate: i % 2 === 0 ? 0.001 : 0.0003 } },
    augment: i % 2 === 0 ? [{ kind: 'mirror', axes: [1] }] : [],
  };
  return resolveExperiment(experimentSchema.parse(input), { ...chestDataset(), sides: ['train', 'val', 'test'], hasValidation: true });
}
