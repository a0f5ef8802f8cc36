import type { RunStatus } from '../../../src-shared/domain/run.ts';
import type { PooledFacts, StudyDetail, StudyMetric, StudyResults } from '../../../src-shared/domain/study.ts';
import type { Services } from '../../services/contract.ts';
import { valueInWords } from './number-words.ts';
import { runReport } from './run-report.ts';
import type { RunReport } from './run-report.ts';
import { table } from './table.ts';

/** One metric over the runs of a study; the first three only of a k-fold. */
export interface MetricReport {
  /** Computed once over all samples, each predicted by the fold that it was held back from. */
  readonly outOfFold: number | null;
  /** Of the out-of-fold value: 95 %, percentile bootstrap over groups. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly mean: number;
  /** Over the runs (n − 1), null for a single one. */
  readonly standardDeviation: number | null;
}

/** What commands on a k-fold or a repeat answer with `--json`. */
export interface StudyReport {
  readonly id: string;
  readonly kind: StudyDetail['kind'];
  readonly name: string;
  readonly status: RunStatus;
  /** How many runs it is meant to have. */
  readonly members: number;
  /** Of a k-fold, its runs that are there. */
  readonly folds?: readonly (RunReport & { readonly fold: number })[];
  /** Of a repeat. */
  readonly seeds?: readonly (RunReport & { readonly seed: number })[];
  readonly metrics: Readonly<Record<string, MetricReport>>;
  /** How many samples and groups the intervals are of. */
  readonly pooled: PooledFacts | null;
}

export async function studyReport({ api }: Pick<Services, 'api'>, studyId: string): Promise<StudyReport> {
  const results = await api.studies.results({ studyId });
  const { id, kind, name, status, members, runs } = await api.studies.get({ studyId });
  const reports = await Promise.all(
    runs.map(async ({ member, seed, run }) => {
      if (run === null) return [];
      const { startedMs, endedMs } = run;
      const seconds = startedMs === null || endedMs === null ? null : (endedMs - startedMs) / 1000;
      const report = runReport(await api.runs.get({ runId: run.id }), await api.runs.epochs({ runId: run.id }), seconds);
      return [kind === 'k-fold' ? { fold: member, ...report } : { seed: seed ?? 0, ...report }];
    }),
  );
  const made = reports.flat();
  return {
    id,
    kind,
    name,
    status,
    members,
    ...(kind === 'k-fold' ? { folds: made.filter((each) => 'fold' in each) } : { seeds: made.filter((each) => 'seed' in each) }),
    metrics: Object.fromEntries(results.metrics.map((metric) => [metric.name, metricReport(metric)])),
    pooled: results.pooled,
  };
}

function metricReport({ outOfFold, interval, mean, standardDeviation }: StudyMetric): MetricReport {
  return { outOfFold, interval: interval && [interval.low, interval.high], mean, standardDeviation };
}

/** The same as lines to read: its runs, then its metrics. */
export function studyWords({ id, kind, name, folds = [], seeds = [], metrics, pooled, members }: StudyReport): string {
  const names = Object.keys(metrics).filter((each) => each.startsWith('test_'));
  const shown = names.length > 0 ? names : Object.keys(metrics);
  const word = kind === 'k-fold' ? 'fold' : 'seed';
  const rows = [...folds.map((run) => ({ place: run.fold, run })), ...seeds.map((run) => ({ place: run.seed, run }))].map(({ place, run }) => [String(place), run.run, run.status, ...shown.map((each) => numberOrDash(run.metrics[each]))]);
  const parts = [`${kind === 'k-fold' ? `${members}-fold` : `repeat over ${members} seeds`} ${name}, ${id}`, table([word, 'run', 'status', ...shown], rows)];
  if (shown.length > 0) parts.push(table(['metric', ...(kind === 'k-fold' ? ['out of fold', '95 % interval'] : []), 'mean', 'deviation'], shown.map((each) => metricRow(each, metrics[each], kind))));
  if (pooled) parts.push(pooledInWords(pooled));
  return parts.join('\n\n');
}

function metricRow(name: string, metric: MetricReport | undefined, kind: StudyDetail['kind']): string[] {
  const { outOfFold = null, interval = null, mean, standardDeviation = null } = metric ?? {};
  const pooled = kind === 'k-fold' ? [numberOrDash(outOfFold), interval === null ? '–' : `${valueInWords(interval[0])} to ${valueInWords(interval[1])}`] : [];
  return [name, ...pooled, numberOrDash(mean), numberOrDash(standardDeviation)];
}

function numberOrDash(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : valueInWords(value);
}

/** Of what the out-of-fold values are, and how their intervals were made. */
export function pooledInWords({ samples, drawn, units, draws, level }: StudyResults['pooled'] & object): string {
  const of = drawn === 'groups' ? `${samples} samples of ${units} groups` : `${samples} samples`;
  return `out of fold: ${of}, each predicted by the run that did not train on it; intervals hold ${Math.round(level * 100)} % of ${draws} bootstrap draws of ${drawn}`;
}
