import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { JournalEntry } from '../../src-shared/domain/journal.ts';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { encodeLine } from '../../src-shared/lib/json-line.ts';
import { random } from '../../src-shared/lib/random.ts';
import { resolveExperiment } from '../../src-shared/lib/resolve-experiment.ts';
import { experimentSchema } from '../../src-shared/schema/experiment.ts';
import type { RunFile } from '../../src-shared/schema/run-file.ts';

const BEGAN_MS = 1_790_000_000_000;
const CLASSES = ['cat', 'dog'];

export function madeUpRunId(n: number): string {
  return `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A run folder as a trainer leaves it, of so many epochs of so many batches. */
export async function writeMadeUpRun(runs: string, n: number, { epochs, batches }: { readonly epochs: number; readonly batches: number }): Promise<void> {
  const folder = join(runs, `bench-${String(n).padStart(4, '0')}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, RUN_FILES.run), JSON.stringify(runFile(n, epochs)));
  await pipeline(Readable.from(journal(n, epochs, batches)), createWriteStream(join(folder, RUN_FILES.journal)));
  const exit = { formatVersion: 1, attempt: 1, status: 'finished', message: 'Trained for all epochs', epoch: epochs, step: epochs * batches, endedMs: BEGAN_MS + n + epochs * batches * 10 };
  writeFileSync(join(folder, RUN_FILES.exit), JSON.stringify(exit));
}

function runFile(n: number, epochs: number): RunFile {
  const spec = experimentSchema.parse({ name: `run ${n}`, dataset: { folder: '/images' }, training: { epochs }, seed: n });
  const resolved = resolveExperiment(spec, { name: 'cats and dogs', shapes: [], dtypes: [], sides: [], groups: 0, hasValidation: true });
  const counts = (samples: number) => ({ samples, groups: 0, byClass: [samples / 2, samples / 2] });
  return {
    formatVersion: 1,
    id: madeUpRunId(n),
    name: resolved.name,
    createdMs: BEGAN_MS + n,
    spec: resolved,
    dataset: { id: null, name: 'cats and dogs', folder: '/images', fingerprint: 'f' },
    classes: CLASSES,
    split: { sha256: 's', counts: { train: counts(1000), val: counts(200), test: counts(200) } },
    appVersion: '0.1.0',
  };
}

/** Text of many lines at a time: a million small writes would take longer than reading them. */
function* journal(n: number, epochs: number, batches: number): Generator<string> {
  let seq = 0;
  let text = '';
  const next = random(n, 'demo');
  for (const entry of entries(epochs, batches, next)) {
    text += encodeLine({ v: 1, seq, attempt: 1, timeMs: BEGAN_MS + n + seq * 10, ...entry });
    if (++seq % 1000 === 0) {
      yield text;
      text = '';
    }
  }
  yield text;
}

function* entries(epochs: number, batches: number, next: () => number): Generator<JournalEntry> {
  const environment = {
    appVersion: '0.1.0',
    node: process.versions.node,
    platform: process.platform,
    cpu: 'a processor',
    cores: 2,
    memoryBytes: 8e9,
    packages: {},
    backend: { name: 'simd', reason: 'the fastest that passed its self-test', threads: 2, codePath: null, warnings: [] },
  };
  yield { kind: 'attempt-started', epoch: 1, step: 0, command: 'train', pid: 1, environment };
  yield { kind: 'run-started', epoch: 1, step: 0, epochs, stepsPerEpoch: batches, parameters: 1_199_882, samples: { train: 1000, val: 200, test: 200 } };
  for (let epoch = 1, step = 0; epoch <= epochs; epoch++) {
    yield { kind: 'epoch-started', epoch, step, learningRate: 0.001 };
    for (let batch = 0; batch < batches; batch++, step++) {
      const loss = 0.1 + 2 * Math.exp((-4 * step) / (epochs * batches)) * (0.8 + 0.4 * next());
      yield { kind: 'batch', epoch, step, size: 32, learningRate: 0.001, values: { train_loss: loss } };
    }
    const reached = 1 - 0.5 * Math.exp(-epoch / 4) - 0.02 * next();
    yield { kind: 'epoch-ended', epoch, step, values: { train_loss: 1 - reached, val_loss: 1.05 - reached, val_accuracy: reached } };
  }
  yield { kind: 'run-ended', epoch: epochs, step: epochs * batches, status: 'finished', message: 'Trained for all epochs' };
}
