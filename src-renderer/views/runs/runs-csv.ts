import type { RunSummary } from '../../../src-shared/domain/run.ts';

const COLUMNS: readonly (readonly [name: string, value: (run: RunSummary) => string | number | null])[] = [
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

/** Runs as a table for other programs (RFC 4180): a heading, then a line each, ended by CR LF. */
export function runsCsv(runs: readonly RunSummary[]): string {
  const lines = runs.map((run) => COLUMNS.map(([, value]) => cell(value(run))));
  return [COLUMNS.map(([name]) => name), ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would take for a formula is told apart by an apostrophe: names come from anywhere. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const iso = (timeMs: number | null): string | null => (timeMs === null ? null : new Date(timeMs).toISOString());
