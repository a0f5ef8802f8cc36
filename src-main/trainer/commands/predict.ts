import { readMaskCode } from '../../../src-shared/lib/mask-classes.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import { findInputs } from '../../files/find-inputs.ts';
import type { Input } from '../../files/find-inputs.ts';
import type { PredictInput, PredictNews, Tell, TrainerCalls } from '../calls.ts';
import { openMembers } from '../open-members.ts';
import type { Members } from '../open-members.ts';
import { predictClasses } from '../predict-classes.ts';
import { predictMasks } from '../predict-masks.ts';

/** Paths in one line of news. */
const PATHS = 500;

/**
 * Predicts images by the selected checkpoints of runs, prepared as their own
 * were. Looks at the runs, and writes nothing to them: no label is known, so
 * this is no look at a test side.
 */
export async function predict({ folders, inputs, output, mirrored }: PredictInput, tell: Tell<PredictNews>): Promise<TrainerCalls['predict']['output']> {
  const members = await openMembers(folders);
  try {
    const { all: [first], task, classes } = members;
    const { axes, notes } = mirrored ? mirrorAxes(first.run.spec, first.inputShape.length - 1) : { axes: [], notes: [] };
    const runs = members.all.map(({ run, checkpoint }) => ({ run: run.id, checkpoint }));
    await tell({ kind: 'began', task, classes: [...classes], maskValues: first.run.maskValues ? readMaskCode(first.run.maskValues).values : null, runs, notes });
    const found = await findInputs(inputs, { joinsSeries: first.inputShape.length === 4, except: output });
    if (found.length === 0) throw new BadInput('expected images to predict, but found none in what was chosen', { help: 'Choose image files, or a folder that holds some.' });
    await tellInputs(found, tell);
    await work(members, found, output, axes, tell);
    return { files: found.length };
  } finally {
    members.dispose();
  }
}

async function tellInputs(found: readonly Input[], tell: Tell<PredictNews>): Promise<void> {
  for (let at = 0; at < found.length; at += PATHS) await tell({ kind: 'inputs', paths: found.slice(at, at + PATHS).map(({ path }) => path) });
  await tell({ kind: 'counted', files: found.length });
}

async function work(members: Members, found: readonly Input[], output: string, axes: readonly number[], tell: Tell<PredictNews>): Promise<void> {
  const { all: [first] } = members;
  if (!first.run.maskValues) return predictClasses(members, found, axes, tell);
  return predictMasks(members, found, { output, mirrorAxes: axes, values: readMaskCode(first.run.maskValues).values }, tell);
}

/** The axes along which a run mirrored its images in training; all of them, with a warning, where it did along none. */
function mirrorAxes({ augment }: ResolvedExperiment, count: number): { readonly axes: readonly number[]; readonly notes: readonly string[] } {
  const known = new Set(augment.flatMap((step) => (step.kind === 'mirror' ? step.axes : [])));
  const all = Array.from({ length: count }, (_, axis) => axis);
  if (known.size > 0) return { axes: all.filter((axis) => known.has(axis)), notes: [] };
  return { axes: all, notes: ['The run was not trained on mirrored images: averaging over mirrored copies may make its answers worse.'] };
}
