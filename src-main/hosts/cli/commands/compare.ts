import { basename } from 'node:path';
import type { RunDetail } from '../../../../src-shared/domain/run.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { settingRows } from '../../../../src-shared/lib/settings-table.ts';
import { settingInWords } from '../../../../src-shared/lib/spec-fields.ts';
import type { Services } from '../../../services/contract.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { findRun } from '../find-run.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { valueInWords } from '../number-words.ts';
import { runReport } from '../run-report.ts';
import type { RunReport } from '../run-report.ts';
import { table } from '../table.ts';

/** What `compare` answers with `--json`; lists are in the order of the runs. */
export interface Comparison {
  readonly runs: readonly (RunReport & { readonly name: string })[];
  /** Only those that differ; null where a run has no such setting. */
  readonly settings: Readonly<Record<string, readonly unknown[]>>;
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>;
}

interface Compared {
  readonly run: RunDetail;
  readonly report: RunReport;
}

export async function compare(context: Context, words: readonly string[]): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const runs = await Promise.all(words.map((word) => detail(services, word)));
    if (new Set(runs.map(({ run }) => run.id)).size < 2) throw new BadInput('expected at least two different runs to compare, but found one');
    const comparison = compareRuns(runs);
    context.io.answer(comparison, inWords(comparison));
    return EXIT.done;
  });
}

async function detail(services: Services, word: string): Promise<Compared> {
  const { id: runId } = await findRun(services, word);
  const run = await services.api.runs.get({ runId });
  const seconds = run.startedMs === null || run.endedMs === null ? null : (run.endedMs - run.startedMs) / 1000;
  return { run, report: runReport(run, await services.api.runs.epochs({ runId }), seconds) };
}

export function compareRuns(runs: readonly Compared[]): Comparison {
  const names = [...new Set(runs.flatMap(({ report }) => Object.keys(report.metrics)))];
  const differing = settingRows(runs.map(({ run }) => run.spec)).filter(({ differs }) => differs);
  return {
    runs: runs.map(({ run, report }) => ({ name: run.name, ...report })),
    settings: Object.fromEntries(differing.map(({ path, values }) => [path, values.map((value) => value ?? null)])),
    metrics: Object.fromEntries(names.map((name) => [name, runs.map(({ report }) => report.metrics[name] ?? null)])),
  };
}

function inWords({ runs, settings, metrics }: Comparison): string {
  const values = table(['', ...runs.map(({ folder }) => basename(folder))], [
    ['status', ...runs.map(({ status }) => status)],
    ['epochs', ...runs.map(({ epochs }) => String(epochs))],
    ['selected', ...runs.map(({ selected }) => (selected === null ? '–' : `${selected.metric} ${valueInWords(selected.value)}`))],
    ...Object.entries(metrics).map(([name, row]) => [name, ...row.map((value) => (value === null ? '–' : valueInWords(value)))]),
  ]);
  const rows = Object.entries(settings).map(([path, row]) => [path, ...row.map(settingInWords)]);
  return `${values}\n\n${rows.length === 0 ? 'all settings are equal' : `settings that differ\n${table(null, rows)}`}`;
}
