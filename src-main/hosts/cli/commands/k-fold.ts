import { meanAndDeviation } from '../../../../src-shared/lib/mean-and-deviation.ts';
import type { GivenFlags } from '../../../../src-shared/schema/experiment-flags.ts';
import type { ExperimentSpec } from '../../../../src-shared/schema/experiment.ts';
import type { Services } from '../../../services/contract.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { followRun } from '../follow-run.ts';
import { EXIT } from '../io.ts';
import type { ExitCode, Io } from '../io.ts';
import { valueInWords } from '../number-words.ts';
import { prepareExperiment } from '../prepare-experiment.ts';
import { runReport } from '../run-report.ts';
import type { RunReport } from '../run-report.ts';
import { table } from '../table.ts';

/** What `k-fold` answers with `--json`. */
export interface KFoldReport {
  readonly folds: readonly (RunReport & { readonly fold: number })[];
  /** Over the folds that were tested; the deviation is the sample's, null for a single fold. */
  readonly metrics: Readonly<Record<string, { readonly mean: number; readonly standardDeviation: number | null }>>;
}

/** Trains and tests one run for each fold, one after the other, and sums them up. */
export async function kFold(context: Context, file: string | undefined, given: GivenFlags, trust = false): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async (services) => {
    const { spec, plan } = await prepareExperiment(services, file, withFolds(given), io, trust);
    const folds: (RunReport & { readonly fold: number })[] = [];
    let exitCode: ExitCode = EXIT.done;
    for (let fold = 1; fold <= spec.split.folds && exitCode === EXIT.done; fold++) {
      const done = await trainFold(services, { ...spec, name: `${plan.spec.name}-fold-${fold}`, split: { ...spec.split, fold } }, io);
      folds.push({ fold, ...done.report });
      exitCode = done.exitCode;
    }
    const report: KFoldReport = { folds, metrics: summarize(folds) };
    io.answer(report, inWords(report));
    return exitCode;
  });
}

/** The command says it: no file has to. */
function withFolds(given: GivenFlags): GivenFlags {
  return new Map([...given, ['split.kind', 'k-fold'], ['split.fold', '1']]);
}

async function trainFold(services: Services, spec: ExperimentSpec, io: Io): Promise<{ readonly report: RunReport; readonly exitCode: ExitCode }> {
  const { api } = services;
  const { fold, folds } = spec.split;
  const run = await api.training.start({ spec });
  io.note(`fold ${fold} of ${folds}: training ${run.name} in ${run.folder}`);
  const { exitCode, seconds, run: ended } = await followRun(services, run.id, io);
  if (exitCode === EXIT.done) await api.training.test({ runId: run.id });
  else io.note(ended.message ?? `fold ${fold} ended as ${ended.status}; delira resume ${run.id} goes on with it`);
  return { report: runReport(await api.runs.get({ runId: run.id }), await api.runs.epochs({ runId: run.id }), seconds), exitCode };
}

function summarize(folds: readonly RunReport[]): KFoldReport['metrics'] {
  const names = new Set(folds.flatMap(({ metrics }) => Object.keys(metrics).filter((name) => name.startsWith('test_'))));
  return Object.fromEntries([...names].map((name) => [name, meanAndDeviation(folds.flatMap(({ metrics }) => metrics[name] ?? []))]));
}

function inWords({ folds, metrics }: KFoldReport): string {
  const names = Object.keys(metrics);
  const rows = folds.map(({ fold, run, status, metrics: values }) => [String(fold), run, status, ...names.map((name) => (values[name] === undefined ? '–' : valueInWords(values[name])))]);
  const mean = names.map((name) => valueInWords(metrics[name]?.mean ?? Number.NaN));
  const deviation = names.map((name) => {
    const value = metrics[name]?.standardDeviation ?? null;
    return value === null ? '–' : valueInWords(value);
  });
  return table(['fold', 'run', 'status', ...names], [...rows, ['mean', '', '', ...mean], ['deviation', '', '', ...deviation]]);
}
