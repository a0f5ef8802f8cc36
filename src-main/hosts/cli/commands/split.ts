import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SplitCounts } from '../../../../src-shared/domain/dataset.ts';
import { SIDES } from '../../../../src-shared/domain/sample.ts';
import type { GivenFlags } from '../../../../src-shared/schema/experiment-flags.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { prepareExperiment } from '../prepare-experiment.ts';
import { table } from '../table.ts';

/** Shows what a split gives, and writes it as nnU-Net's `splits_final.json`. */
export async function split(context: Context, file: string | undefined, given: GivenFlags, { output }: { readonly output?: string }): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const { spec, plan } = await prepareExperiment(services, file, given, context.io);
    const { text, folds } = await services.api.training.splitFile({ spec });
    const path = output === undefined ? null : resolve(output);
    if (path !== null) writeFileSync(path, text, { flag: 'wx' });
    const written = path === null ? [] : [`${folds === 1 ? 'the split is' : `${folds} folds are`} in ${path}`];
    context.io.answer({ split: plan.split, leaks: plan.leaks ?? null, folds, ...(path !== null && { output: path }) }, [countTable(plan.split, plan.classes), ...written].join('\n'));
    return EXIT.done;
  });
}

function countTable(counts: SplitCounts, classes: readonly string[]): string {
  const row = (name: string, countOf: (side: SplitCounts['train']) => number) => [name, ...SIDES.map((side) => String(countOf(counts[side])))];
  return table(['', ...SIDES], [row('samples', ({ samples }) => samples), row('groups', ({ groups }) => groups), ...classes.map((label, i) => row(label, ({ byClass }) => byClass[i] ?? 0))]);
}
