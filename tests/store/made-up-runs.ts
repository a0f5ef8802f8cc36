import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry, JournalLine } from '../../src-shared/domain/journal.ts';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import type { RunEnvironment } from '../../src-shared/domain/run.ts';
import { encodeLine } from '../../src-shared/lib/json-line.ts';
import { resolveExperiment } from '../../src-shared/lib/resolve-experiment.ts';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { experimentSchema } from '../../src-shared/schema/experiment.ts';
import type { RunFile } from '../../src-shared/schema/run-file.ts';

export function runId(n: number): string {
  return `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A run of two classes and a hundred training samples, ten steps to an epoch. */
export function runFile(n: number, input: Partial<ExperimentInput> & { readonly createdMs?: number } = {}): RunFile {
  const { createdMs = 1_790_000_000_000 + n, ...given } = input;
  const spec = experimentSchema.parse({ name: `run ${n}`, dataset: { folder: '/images' }, loader: { batchSize: 10 }, ...given });
  const facts = { name: 'cats', shapes: [], dtypes: [], sides: [], groups: 0, hasValidation: true };
  const counts = (samples: number) => ({ samples, groups: 0, byClass: [samples / 2, samples / 2] });
  const resolved = resolveExperiment(spec, facts);
  return {
    formatVersion: 1,
    id: runId(n),
    name: resolved.name,
    createdMs,
    spec: resolved,
    dataset: { id: 'd1', name: 'cats', folder: '/images', fingerprint: 'f' },
    classes: ['cat', 'dog'],
    split: { sha256: 's', counts: { train: counts(100), val: counts(20), test: counts(20) } },
    appVersion: '0.1.0',
  };
}

export const ENVIRONMENT: RunEnvironment = {
  appVersion: '0.1.0',
  node: '24.0.0',
  platform: 'linux',
  cpu: 'a cpu',
  cores: 2,
  memoryBytes: 1e9,
  packages: {},
  backend: { name: 'simd', reason: 'fastest that passed its self-test', threads: 2, codePath: null, warnings: [] },
};

/** A run folder with its `run.json` and, if given, a journal. */
export function writeRunFolder(parent: string, file: RunFile, journal: string | null = null): string {
  const folder = join(parent, `run-${file.id.slice(-4)}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, RUN_FILES.run), JSON.stringify(file));
  if (journal !== null) writeFileSync(join(folder, RUN_FILES.journal), journal);
  return folder;
}

/** Stamps entries as a trainer would: one line every tenth of a second. */
export function stampLines(entries: readonly (readonly [attempt: number, entry: JournalEntry])[], firstSeq = 0): JournalLine[] {
  return entries.map(([attempt, entry], i) => ({ v: 1, seq: firstSeq + i, attempt, timeMs: 1_790_000_000_000 + (firstSeq + i) * 100, ...entry }));
}

export function journalText(lines: readonly JournalLine[]): string {
  return lines.map(encodeLine).join('');
}

export interface TrainingPart {
  readonly attempt?: number;
  /** Steps before it. */
  readonly from?: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** The loss of a step. */
  readonly loss?: (step: number) => number;
}

/** What a trainer writes over some whole epochs, without a beginning or an end. */
export function epochsOf({ attempt = 1, from = 0, epochs, stepsPerEpoch, loss = (step) => 1 / (step + 1) }: TrainingPart): [number, JournalEntry][] {
  const entries: JournalEntry[] = [];
  for (let i = 0; i < epochs; i++) {
    const first = from + i * stepsPerEpoch;
    const epoch = first / stepsPerEpoch + 1;
    const step = first + stepsPerEpoch - 1;
    entries.push({ kind: 'epoch-started', epoch, step: first, learningRate: 0.01 });
    for (let at = first; at <= step; at++) {
      entries.push({ kind: 'batch', epoch, step: at, size: 10, learningRate: 0.01, values: { train_loss: loss(at) } });
    }
    entries.push({ kind: 'epoch-ended', epoch, step, values: { train_loss: loss(step), val_accuracy: 0.5 + epoch / 100 } });
    entries.push({ kind: 'checkpoint', epoch, step: step + 1, best: true, reason: 'epoch', name: `epoch-${String(epoch).padStart(4, '0')}`, sizeBytes: 1000, removed: [] });
  }
  return entries.map((entry) => [attempt, entry]);
}

/** The first two lines of a run's first attempt. */
export function beginning(epochs: number, stepsPerEpoch: number): [number, JournalEntry][] {
  return [
    [1, { kind: 'attempt-started', epoch: 1, step: 0, command: 'train', pid: 1, environment: ENVIRONMENT }],
    [1, { kind: 'run-started', epoch: 1, step: 0, epochs, stepsPerEpoch, parameters: 1234, samples: { train: 100, val: 20, test: 20 } }],
  ];
}

export function ending(epoch: number, step: number, attempt = 1): [number, JournalEntry] {
  return [attempt, { kind: 'run-ended', epoch, step, status: 'finished', message: 'All epochs are done.' }];
}

/** The journal of a run that has finished. */
export function finishedJournal(epochs = 2, stepsPerEpoch = 10, loss?: (step: number) => number): string {
  const body = epochsOf({ epochs, stepsPerEpoch, ...(loss ? { loss } : {}) });
  return journalText(stampLines([...beginning(epochs, stepsPerEpoch), ...body, ending(epochs, epochs * stepsPerEpoch - 1)]));
}
