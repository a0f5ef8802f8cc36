import { basename } from 'node:path';
import type { RunSort } from '../../../../src-shared/api/runs.ts';
import type { RunSummary } from '../../../../src-shared/domain/run.ts';
import type { RunStudy } from '../../../../src-shared/domain/run-study.ts';
import { agoInWords, spanInWords } from '../../../../src-shared/lib/time-words.ts';
import type { Services } from '../../../services/contract.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { valueInWords } from '../number-words.ts';
import { table } from '../table.ts';

export interface RunsOptions {
  readonly sort: RunSort['by'];
  readonly ascending: boolean;
  readonly binned: boolean;
  readonly limit: number;
}

/** The most that a host answers at once. */
const PAGE = 1000;

export async function runs(context: Context, query: string, options: RunsOptions): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const { total, rows } = await list(services, query, options);
    context.io.answer({ total, runs: rows }, runTable(rows, query));
    if (rows.length < total) context.io.note(`${rows.length} of ${total} runs; --limit shows more`);
    return EXIT.done;
  });
}

async function list({ api }: Services, query: string, { sort, ascending, binned, limit }: RunsOptions): Promise<{ readonly total: number; readonly rows: readonly RunSummary[] }> {
  const rows: RunSummary[] = [];
  for (;;) {
    const question = { filter: { query, binned }, sort: { by: sort, descending: !ascending }, offset: rows.length, limit: Math.min(PAGE, limit - rows.length) };
    const page = await api.runs.list(question);
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= Math.min(page.total, limit)) return { total: page.total, rows };
  }
}

function runTable(rows: readonly RunSummary[], query: string): string {
  if (rows.length === 0) return query === '' ? 'no runs yet: delira train --dataset.folder <folder> makes one' : 'no run fits';
  const headings = ['run', 'status', 'dataset', 'network', 'epochs', 'best', 'time', 'made', 'tags'];
  return table(headings, groupStudies(rows).flatMap(({ study, runs: own }) => (study === null ? own.map(runRow) : [[`${study.name} (${study.kind === 'k-fold' ? `${study.members}-fold` : `${study.members} seeds`})`, ...headings.slice(1).map(() => '')], ...own.map((run) => indented(runRow(run)))])));
}

interface RunGroup {
  readonly study: RunStudy | null;
  readonly runs: readonly RunSummary[];
}

/** In the order of the rows; the runs of a k-fold or repeat stand together, where the first of them would. */
function groupStudies(rows: readonly RunSummary[]): readonly RunGroup[] {
  const groups = Map.groupBy(rows, ({ id, study }) => study?.id ?? id);
  return [...groups.values()].map((runs) => ({ study: runs[0]?.study ?? null, runs: runs.toSorted((a, b) => (a.study?.member ?? 0) - (b.study?.member ?? 0)) }));
}

function indented([first = '', ...rest]: readonly string[]): readonly string[] {
  return [`  ${first}`, ...rest];
}

function runRow(run: RunSummary): readonly string[] {
  const { selection, startedMs, endedMs } = run;
  return [
    basename(run.folder),
    run.notResponding ? `${run.status}, not responding` : run.status,
    run.datasetName,
    run.model,
    `${run.epoch}/${run.epochs}`,
    selection === null ? '–' : `${selection.metric} ${valueInWords(selection.value)}`,
    startedMs === null ? '–' : spanInWords((endedMs ?? Date.now()) - startedMs),
    agoInWords(run.createdMs, Date.now()),
    run.tags.join(' '),
  ];
}
