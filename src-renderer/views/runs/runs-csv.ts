import type { RunSummary } from '../../../src-shared/domain/run.ts';
import { csvText } from '../../../src-shared/lib/csv-text.ts';
import type { CsvCell } from '../../../src-shared/lib/csv-text.ts';

const COLUMNS: readonly (readonly [name: string, value: (run: RunSummary) => CsvCell])[] = [
  ['id', (run) => run.id],
  ['name', (run) => run.name],
  ['status', (run) => run.status],
  ['dataset', (run) => run.datasetName],
  ['model', (run) => run.model],
  ['backend', (run) => run.backend],
  ['epoch', (run) => run.epoch],
  ['epochs', (run) => run.epochs],
  ['step', (run) => run.step],
  ['selected_metric', (run) => run.selection?.metric ?? null],
  ['selected_epoch', (run) => run.selection?.epoch ?? null],
  ['selected_value', (run) => run.selection?.value ?? null],
  ['test_looks', (run) => run.testLooks],
  ['created', (run) => iso(run.createdMs)],
  ['started', (run) => iso(run.startedMs)],
  ['ended', (run) => iso(run.endedMs)],
  ['tags', (run) => run.tags.join(' ')],
  ['folder', (run) => run.folder],
];

/** Runs as a table for other programs: a heading, then a line each. */
export function runsCsv(runs: readonly RunSummary[]): string {
  return csvText([COLUMNS.map(([name]) => name), ...runs.map((run) => COLUMNS.map(([, value]) => value(run)))]);
}

const iso = (timeMs: number | null): string | null => (timeMs === null ? null : new Date(timeMs).toISOString());
