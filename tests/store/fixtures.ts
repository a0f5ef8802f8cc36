import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JournalEntry, JournalLine } from '../../src-shared/domain/journal.ts';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import type { RunEnvironment } from '../../src-shared/domain/run.ts';
import { encodeLine } from '../../src-shared/lib/json-line.ts';
import { resolveExperiment } from '../../src-shared/lib/resolve-experiment.ts';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { experimentSchema } from '../../src-shared/schema/experiment.ts';
import type { RunFile } from '../../src-shared/schema/run-file.ts';
import { openAsOwner } from '../../src-main/store/open.ts';
import type { Database } from '../../src-main/store/database.ts';

/** A folder that is removed when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'delira-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real database in a folder that goes with the test. */
export function temporaryDatabase(folder: string = temporaryFolder()): Database {
  const { db } = openAsOwner(join(folder, 'delira.db'));
  onTestFinished(() => void db.close());
  return db;
}

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
